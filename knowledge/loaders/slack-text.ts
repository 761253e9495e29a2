/** Slack's message format as plain text: people and channels by their names, signs as they were typed. */

export interface SlackNames {
  /** By id. */
  users: ReadonlyMap<string, string>
  channels: ReadonlyMap<string, string>
}

const entities: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>' }

/** @param text as the Web API and exports give it: `<@U1>`, `<#C1|name>`, `<!here>`, `<https://…|words>` */
export function readSlackText(text: string, names: SlackNames): string {
  return text
    .replace(/<([^<>\n]+)>/g, (_, inner: string) => readReference(inner, names))
    .replace(/&(?:amp|lt|gt);/g, entity => entities[entity]!)
}

function readReference(inner: string, { users, channels }: SlackNames): string {
  const bar = inner.indexOf('|')
  const target = bar < 0 ? inner : inner.slice(0, bar)
  const label = bar < 0 ? '' : inner.slice(bar + 1)
  const id = target.slice(1)
  if (target.startsWith('@')) return `@${users.get(id) || label || id}`
  if (target.startsWith('#')) return `#${channels.get(id) || label || id}`
  if (target.startsWith('!')) return label || `@${id.replace(/\^.*$/, '')}`
  const address = target.replace(/^mailto:/, '')
  return label === '' || label === address ? address : `${label} (${address})`
}
