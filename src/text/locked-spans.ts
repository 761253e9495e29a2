/** Finds what a translation must keep as it is: mentions, links, code, names of files, placeholders, figures and the like. */

export type LockedKind =
  | 'code'
  | 'mention'
  | 'link'
  | 'markup'
  | 'placeholder'
  | 'emoji'
  | 'file'
  | 'command'
  | 'date'
  | 'version'
  | 'quantity'
  | 'number'

export interface LockedSpan {
  /** Offsets in the text, UTF-16 units; `end` is exclusive. */
  start: number
  end: number
  kind: LockedKind
  text: string
}

const cjk = '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}'
/** Not inside a Latin word or a number; a neighbour in a script without blanks is no part of it. */
const before = '(?<![\\p{Script=Latin}\\p{N}_])'
const after = '(?![\\p{Script=Latin}\\p{N}_])'
const urlCharacters = `[^\\s<>"\`|\\\\^\\{\\}，。、！？；：（）「」『』【】《》\u0000${cjk}]`
const fileEndings = [
  'tsx?|jsx?|[cm][jt]s|vue|py|ipynb|rb|rs|go|java|kt|swift|php|c|h|cpp|hpp|cs|sh|bash|ps1|bat|sql|html?|css|scss',
  'md|mdx|txt|rtf|pdf|docx?|xlsx?|pptx?|odt|csv|tsv|jsonl?|ya?ml|toml|ini|cfg|conf|env|lock|log|xml|proto|tf|patch|diff',
  'png|jpe?g|gif|svg|webp|ico|mp[34]|mov|wav|webm|zip|tar|t?gz|bz2|xz|7z|rar|exe|dll|so|deb|rpm|apk|dmg|iso|gguf|onnx|vtt|srt',
].join('|')
const domains =
  'com|org|net|io|dev|ai|app|co|edu|gov|info|eu|de|fr|es|it|nl|ch|at|jp|cn|uk|us|ca|me|xyz|cloud|tech|test|local'
const subcommands = [
  '(?:npm|pnpm|yarn|bun) (?:ci|i|install|add|remove|run|test|start|build|publish|init|update|audit|exec|link|outdated)',
  'npx [\\w@/.-]+',
  'git (?:add|am|bisect|blame|branch|checkout|cherry-pick|clean|clone|commit|config|diff|fetch|init|log|merge|mv|pull|push|rebase|remote|reset|restore|revert|rm|show|stash|status|submodule|switch|tag)',
  'docker(?:[ -]compose)? (?:build|down|exec|images|logs|ps|pull|push|restart|rm|run|start|stop|up)',
  '(?:kubectl|helm|terraform) (?:apply|delete|describe|destroy|diff|exec|get|init|install|list|logs|plan|rollback|rollout|scale|top|upgrade)',
  '(?:pip3?|uv|cargo|brew|apt|apt-get|gem|poetry) (?:add|build|check|install|lock|remove|run|search|sync|test|uninstall|update|upgrade)',
  'sudo [a-z][\\w-]*',
  'systemctl (?:daemon-reload|disable|enable|reload|restart|start|status|stop)',
].join('|')
/** An argument that is no plain word: a flag, a path, a package with a version. */
const argument = '(?: (?=[^\\s]*[-/._@:=\\d])[\\w@/.:=~-]*[\\w/])'
const units = [
  '[kKMGTP]i?[Bb](?:it|ps)?(?:/s)?|[KMGT]?bit/s|[kMGT]?Hz|[nµm]s|[kmcµn]m|[mk]g|[mc]l|km/h|[mk]?[VWA]|[kMG]Wh|°[CF]?|px|dpi|fps|rpm|dB|vCPUs?',
].join('|')
const bigNumberWords =
  'hundred|thousand|million|billion|trillion|Tausend|Million(?:en)?|Milliarden?|mille|millions?|milliards?|mil(?:lones|lón|lion|liones)?|[万萬亿億兆千百十]'

/** The first rule that takes a place keeps it. */
const rules: readonly { kind: LockedKind; pattern: RegExp }[] = [
  { kind: 'code', pattern: /^[ \t]*(```|~~~)[\s\S]*?(?:^[ \t]*\1[`~]*[ \t]*$|(?![\s\S]))/gmu },
  { kind: 'code', pattern: /(?<!`)(`{1,2})(?!`)[^\n]*?[^`\n]\1(?!`)/gu },
  { kind: 'mention', pattern: /<(?:@[!&]?\w+|#\w+|![\w^]+)(?:\|[^<>\n]*)?>|<a?:\w+:\d+>/gu },
  {
    kind: 'placeholder',
    pattern: /\{\{[^{}\n]{0,100}\}\}|\$?\{[\w.:$-]{0,100}\}|#[A-Z][A-Z0-9]*(?:[_-][A-Z0-9]+)*#/gu,
  },
  {
    kind: 'link',
    pattern: new RegExp(`(?:https?|ftp|ssh|file|wss?)://${urlCharacters}+|mailto:${urlCharacters}+`, 'giu'),
  },
  { kind: 'link', pattern: /(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+/gu },
  { kind: 'markup', pattern: /<\/?[A-Za-z][^<>\n]{0,100}>/gu },
  {
    kind: 'mention',
    pattern:
      /(?<![\p{Script=Latin}\p{N}_.@/])@(?:[\p{Script=Latin}\p{N}_](?:[\p{Script=Latin}\p{N}_.-]*[\p{Script=Latin}\p{N}_])?|[\p{L}]{1,20})/gu,
  },
  { kind: 'placeholder', pattern: /%(?:\(\w+\)|\d+\$)?[sdifr](?![\p{L}\p{N}])|%\(\w+\)\.?\d*\w|\$[A-Z_][A-Z0-9_]*/gu },
  { kind: 'emoji', pattern: /\p{RGI_Emoji}/gv },
  {
    kind: 'emoji',
    pattern: /(?<![\p{L}\p{N}:]):(?:[+-]1|[a-z][a-z0-9_+-]*):(?![\p{N}])|(?<![^\s])[:;]-?[()DPp|/](?![^\s.,!?])/gu,
  },
  { kind: 'command', pattern: new RegExp(`${before}(?:${subcommands})(?![\\w-])${argument}*`, 'gu') },
  {
    kind: 'command',
    pattern: /(?<![^\s([（「])(?:--[A-Za-z][\w-]*(?:=[^\s,;)]+)?|-[A-Za-z]{1,3})(?![\p{L}\p{N}_-])/gu,
  },
  {
    kind: 'file',
    pattern:
      /(?<![\p{L}\p{N}_.~/\\-])(?:~|\.{1,2})?\/[\w.@-]+(?:\/[\w.@-]*)*[\w/]|(?<![\w])[A-Za-z]:\\[\w.\\ -]*[\w\\]/gu,
  },
  { kind: 'file', pattern: /(?<![\w./\\-])[\w@-][\w.@-]*(?:\/[\w.@-]+){2,}/gu },
  { kind: 'file', pattern: new RegExp(`(?<![\\w./\\\\-])[\\w@-]*[\\w@/.-]*\\w\\.(?:${fileEndings})(?![\\w-])`, 'gu') },
  { kind: 'file', pattern: /(?<![^\s([（「])\.[a-z][\w-]*\w(?:\.[\w-]*\w)*/gu },
  {
    kind: 'link',
    pattern: new RegExp(`${before}(?:[\\w-]+\\.)+(?:${domains})(?![\\w-])(?:/${urlCharacters}*)?`, 'gu'),
  },
  { kind: 'link', pattern: /(?<![\w.])(?:localhost|\d{1,3}(?:\.\d{1,3}){3})(?::\d{2,5})?(?![\w])/gu },
  { kind: 'mention', pattern: /(?<![\p{L}\p{N}_&/#])#(?:[a-z][a-z0-9_-]*[a-z0-9]|\d+)(?![\p{Script=Latin}\p{N}_#])/gu },
  { kind: 'code', pattern: /(?<![\w.])[A-Za-z_][\w.]*\(\)/gu },
  {
    kind: 'code',
    pattern:
      /(?<![\w.-])(?:[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)+|[a-z]{2,}[A-Z][A-Za-z0-9]*|[A-Z][A-Z0-9]+-\d+)(?![\w-])/gu,
  },
  {
    kind: 'date',
    pattern: /(?<![\w.,/:-])\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?(?![\w-])/gu,
  },
  {
    kind: 'date',
    pattern: /(?<![\p{Script=Latin}\p{N}_.,/:-])(?:\d{1,2}\/\d{1,2}\/\d{2,4}|\d{1,2}:\d{2}(?::\d{2})?)(?![\p{N}/:])/gu,
  },
  { kind: 'version', pattern: /(?<![\w.,/-])(?:v\d+(?:\.\d+)*|\d+\.\d+\.\d+(?:\.\d+)*)(?:-[\w.]*\w)?(?![\w])/gu },
  {
    kind: 'quantity',
    pattern: new RegExp(
      `(?<![\\p{Script=Latin}\\p{N}_.,/:-])\\d+(?:\\.\\d+)?(?:[  ]?(?:${units})|[smhx])${after}`,
      'gu',
    ),
  },
  {
    kind: 'number',
    pattern: new RegExp(
      `(?<![\\p{Script=Latin}\\p{N}_.,/:-]|\\d[ '’  ])\\d{2,}(?![\\p{Script=Latin}\\p{N}_/:]|[.,]\\d|[-–]\\p{Script=Latin}|[ '’  ]\\d{3}|\\s?(?:${bigNumberWords}))`,
      'gu',
    ),
  },
]

/**
 * Spans of `text` that must occur in its translation letter for letter.
 * Figures whose form depends on the language (`1,000`, `2.5`, `3 million`) are not among them.
 * @returns in the order of the text, not overlapping, none empty
 */
export function findLockedSpans(text: string): LockedSpan[] {
  const spans: LockedSpan[] = []
  // What a rule has taken is blanked out for the rules after it.
  let open = text
  for (const { kind, pattern } of rules) {
    const found = [...open.matchAll(pattern)]
    if (found.length === 0) continue
    const pieces: string[] = []
    let last = 0
    for (const match of found) {
      const taken = kind === 'link' ? trimLink(match[0]) : match[0]
      const start = match.index + (kind === 'code' ? taken.length - taken.trimStart().length : 0)
      const end = match.index + taken.trimEnd().length
      if (end <= start) continue
      spans.push({ start, end, kind, text: text.slice(start, end) })
      pieces.push(open.slice(last, start), '\0'.repeat(end - start))
      last = end
    }
    open = pieces.join('') + open.slice(last)
  }
  return spans.sort((a, b) => a.start - b.start)
}

/** Without the punctuation that ends the sentence, or a bracket that was opened before the link. */
function trimLink(link: string): string {
  let end = link.length
  while (end > 0) {
    const last = link[end - 1]!
    const opened = { ')': '(', ']': '[' }[last]
    const unopened = opened && link.slice(0, end).split(opened).length < link.slice(0, end).split(last).length
    if (!unopened && !".,;:!?'*_~".includes(last)) break
    end--
  }
  return link.slice(0, end)
}
