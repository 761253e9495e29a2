/** Finds what Slack would call somebody by, from its rules for the text of messages; knows nothing of how text is rendered. */

/**
 * Whatever stands between angle brackets is read, in Markdown as in mrkdwn and in code too: `@` a person, `#` a channel, `!` a group, everybody or a
 * date, and else an address. Names without brackets are read only where a message asks for it, and are none of ours.
 */
export function findMentions(text: string): string[] {
  const bracketed = [
    ...text.matchAll(/<([@#][A-Za-z0-9]|!(?:channel|here|everyone|group|subteam|date)(?![a-z]))[^>]*/gi),
  ]
  const bare = [...text.matchAll(/(?:^|[\s([{*_~>"',;:-])@(?:channel|here|everyone)(?![\w])/gi)]
  return [...bracketed, ...bare].map(match => match[0])
}

/** In mrkdwn a bracket begins a mention or a link: each one has to be a link to the web or to a mail address. */
export function findOddBrackets(mrkdwn: string): string[] {
  return [...mrkdwn.matchAll(/<(?!(?:https?:\/\/|mailto:)[^\s<>|]+(?:\|[^<>\n]+)?>)[^>]*>?/gi)].map(match => match[0])
}
