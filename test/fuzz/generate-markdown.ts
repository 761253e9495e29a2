/** Makes up Markdown of the worst kind, the same for the same seed. */

import type { Random } from '../../src/bench/random.ts'

export function pick<T>(random: Random, from: readonly T[]): T {
  return from[Math.floor(random() * from.length)]!
}

const MENTIONS = [
  '<!channel>',
  '<!here>',
  '<!everyone|x>',
  '<!subteam^S0123456>',
  '<!date^1392734382^{date}|x>',
  '<@U0123ABCD>',
  '<@W012|anna>',
  '<#C0123ABCD|general>',
  '@everyone',
  '@here',
  '@channel',
  '<@123456789012345678>',
  '<@!123456789012345678>',
  '<@&123456789012345678>',
  '<#123456789012345678>',
  '<:blob:123456789012345678>',
  '<a:blob:123456789012345678>',
  '<t:1618953630:R>',
  '</summarize:123456789012345678>',
  '<id:customize>',
  '\\<!channel>',
  '\\\\<!channel>',
  '&lt;!channel&gt;',
  '&#60;!here>',
  '&amp;lt;!here&amp;gt;',
  '&#x3c;@U0123ABCD&#x3e;',
  '&#64;everyone',
  '<\u200b!channel>',
  '<@\u2060123456789012345678>',
  '@every\u00adone',
]

const WORDS = [
  'word',
  'a',
  'I',
  'snake_case_word',
  '漢字',
  'かな。',
  '안녕',
  'שלום',
  'مرحبا',
  '👩‍👩‍👧‍👦',
  '🏴󠁧󠁢󠁥󠁮󠁧󠁿',
  '🇩🇪',
  'é̂̃',
  '「引用」',
  '1.',
  '12)',
  '-',
  '+',
  '#',
  '##',
  '>',
  '||x||',
  '|',
  'a|b',
  '\\|',
  '\\',
  '*',
  '**',
  '***',
  '_',
  '__',
  '~',
  '~~',
  '`',
  '``',
  '```',
  '[',
  ']',
  '](',
  '![',
  '(',
  ')',
  '<',
  '>',
  '&',
  '&amp;',
  '&nbsp;',
  '&copy;',
  '&#42;',
  '&unknown;',
  '<b>bold</b>',
  '<br>',
  '<script>alert(1)</script>',
  '<!-- no -->',
  '[x]',
  '[ ]',
  '[^1]',
  '[^1]: note',
  '[id]: https://a.de',
  '---',
  '===',
  '-# small',
  ':smile:',
  '\u202eevil\u202c',
  '\t',
  '\u00a0',
  '!',
  '.',
  ',',
  ':',
  '¯\\_(ツ)_/¯',
  'https://example.org/a_b_c?d=*e*&f=1',
  'www.example.org/(x)',
  'mail@example.org',
  '<https://example.org/<x>',
  '<https://example.org/auto_link>',
  '<mail@example.org>',
  'javascript:alert(1)',
  'x'.repeat(45),
]

const TARGETS = [
  'https://example.org/a',
  'https://example.org/a_(b)_c',
  '<https://example.org/a b>',
  'http://example.org/?q=<!channel>',
  'https://example.org/@everyone',
  'https://example.org/|x',
  'mailto:mail@example.org',
  'javascript:alert(1)',
  'data:text/html,x',
  'docs/a.md',
  '#anchor',
  '<!channel>',
  '',
  '@here',
  'https://example.org "title <!here>"',
]

export function generateMarkdown(random: Random, size: number): string {
  const blocks: string[] = []
  for (let count = 1 + Math.floor(random() * size); count > 0; count--) blocks.push(block(random, 0))
  return blocks.join(pick(random, ['\n\n', '\n\n', '\n\n', '\n', '\n\n\n']))
}

function inline(random: Random, depth: number): string {
  const roll = random()
  if (roll < 0.42 || depth > 3) return pick(random, WORDS)
  if (roll < 0.55) return pick(random, MENTIONS)
  const inner = () => inlines(random, depth + 1)
  if (roll < 0.62) return `**${inner()}**`
  if (roll < 0.67) return `*${inner()}*`
  if (roll < 0.7) return `_${inner()}_`
  if (roll < 0.74) return `~~${inner()}~~`
  if (roll < 0.8) return `\`${inner()}\``
  if (roll < 0.82) return `\`\` ${inner()} \`\``
  if (roll < 0.9) return `[${inner()}](${pick(random, TARGETS)})`
  if (roll < 0.92) return `![${inner()}](${pick(random, TARGETS)})`
  if (roll < 0.95) return pick(random, ['  \n', '\\\n', '\n'])
  return pick(random, [
    'word word',
    'A sentence. Another one! ',
    'plain words that go on for some while, as people write them',
  ])
}

function inlines(random: Random, depth: number): string {
  let text = ''
  for (let count = 1 + Math.floor(random() * (depth > 0 ? 3 : 6)); count > 0; count--)
    text += inline(random, depth) + (random() < 0.6 ? ' ' : '')
  return text
}

function block(random: Random, depth: number): string {
  const roll = random()
  if (roll < 0.4 || depth > 3) return inlines(random, 0)
  if (roll < 0.48)
    return `${'#'.repeat(1 + Math.floor(random() * 6))} ${inlines(random, 1)}${pick(random, ['', ' #', ' ##'])}`
  if (roll < 0.62) return list(random, depth)
  if (roll < 0.7) return code(random)
  if (roll < 0.78) return prefixed('> ', block(random, depth + 1))
  if (roll < 0.92) return table(random)
  if (roll < 0.94) return pick(random, ['---', '***', '* * *', '===', '- - -'])
  if (roll < 0.96) return `    ${inlines(random, 1)}`
  if (roll < 0.98) return `${inlines(random, 1)}\n---`
  return `<div>\n${inlines(random, 1)}\n</div>`
}

function list(random: Random, depth: number): string {
  const ordered = random() < 0.4
  const bullet = pick(random, ['-', '*', '+'])
  const start = Math.floor(random() * 12)
  const items: string[] = []
  for (let count = 1 + Math.floor(random() * 4), index = 0; index < count; index++) {
    const marker = `${ordered ? `${start + index}.` : bullet} `
    const task = random() < 0.15 ? pick(random, ['[ ] ', '[x] ']) : ''
    let content = random() < 0.08 ? '' : inlines(random, 1)
    if (random() < 0.3) content += `${pick(random, ['\n', '\n\n'])}${block(random, depth + 1)}`
    items.push(marker + task + indented(' '.repeat(marker.length), content))
  }
  return items.join(random() < 0.8 ? '\n' : '\n\n')
}

function code(random: Random): string {
  const fence = pick(random, ['```', '```', '````', '~~~'])
  const lines: string[] = []
  for (let count = Math.floor(random() * 6); count > 0; count--)
    lines.push(
      pick(random, ['', '  ', '    ']) +
        pick(random, [inlines(random, 1), '```', '``', '// <!channel>', 'x'.repeat(60), 'let a = `b`', '']),
    )
  const end = random() < 0.9 ? `\n${fence}` : ''
  return `${fence}${pick(random, ['', 'js', 'c++', 'a b', '<!here>'])}\n${lines.join('\n')}${end}`
}

function table(random: Random): string {
  const columns = 1 + Math.floor(random() * 4)
  const row = () =>
    `| ${Array.from({ length: Math.max(1, columns - (random() < 0.1 ? 1 : 0)) }, () => inlines(random, 2).replaceAll('\n', ' ').replaceAll('|', '\\|')).join(' | ')} |`
  const rows = Array.from({ length: Math.floor(random() * 5) }, row)
  return [row(), `|${pick(random, [' --- |', ':--|', '--:|', ':-:|']).repeat(columns)}`, ...rows].join('\n')
}

function prefixed(prefix: string, text: string): string {
  return text.replace(/^/gm, prefix)
}

function indented(margin: string, text: string): string {
  return text.replace(/\n(?=.)/g, `\n${margin}`)
}
