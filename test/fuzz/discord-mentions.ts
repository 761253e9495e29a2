/** Finds what Discord would make of a message beside text, from its rules for what is sent; knows nothing of how text is rendered. */

/** They are read in the raw text: in code, behind backslashes and inside of words too. */
const READ = [
  /<@[!&]?\d{1,20}>/g,
  /<#\d{1,20}>/g,
  /@everyone|@here/g,
  /<a?:\w{2,32}:\d{1,20}>/g,
  /<t:-?\d{1,17}(?::[tTdDfFRsS])?>/g,
  /<\/[-_\p{L}\p{N} ]{1,100}:\d{1,20}>/gu,
  /<id:\w+>/g,
  /<sound:\d+:\d+>/g,
]

export function findMentions(text: string): string[] {
  return READ.flatMap(pattern => text.match(pattern) ?? [])
}

/** Spoilers: two bars on both sides, outside of code, none of them behind a backslash. */
export function findSpoilers(text: string): string[] {
  const words = text.replace(/```[\s\S]*?```/g, '').replace(/(?<!\\)(`+)(?!`)[\s\S]*?(?<!`)\1(?!`)/g, '')
  return words.replace(/\\[\s\S]/g, '').match(/\|\|[\s\S]+?\|\|/g) ?? []
}
