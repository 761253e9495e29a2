/** What a message does in a conversation, told by its words in the languages of the prompts: asks, proposes, greets, thanks, agrees. */

const word = (words: string) => `(?<![\\p{L}\\p{N}])(?:${words})(?![\\p{L}\\p{N}])`
const opens = (words: string) => new RegExp(`^[\\p{P}\\p{S}\\s]*(?:${words})(?![\\p{L}\\p{N}])`, 'iu')

const questionOpening = opens(
  `who|whom|whose|what|which|when|where|why|how|is|are|am|was|were|do|does|did|can|could|may|should|shall|will|would|has|have|any ?(?:one|body)|
  |wer|wen|wem|was|welche[rsnm]?|wann|wo|warum|wieso|weshalb|wie|kann|kannst|könnte|könnt|gibt es|hat jemand|weiß jemand
  |qui|que|quoi|quel(?:le)?s?|quand|où|pourquoi|comment|combien|est-ce|quelqu['’]un|peut-on|peux-tu
  |qué|quién|cuál|cuándo|dónde|por qué|cómo|cuánto|alguien|puedo|puedes|hay`.replace(/\n\s*/g, ''),
)
const questionMark = /[?？](?:["'”’)\]]|\s|[:;][-']?[()DPp]|$)/u
const questionEnding = /(?:吗|呢|么|か|かな|の)[。！!~～\s]*$/u
const asksForHelp = new RegExp(
  word(
    'any ?(?:one|body) (?:know|here|have|has|help|got|else)|how (?:do|can|to)|i (?:need|want) (?:help|to know)|help me|wondering|' +
      "weiß jemand|kann (?:mir )?jemand|quelqu[’']un (?:sait|peut)|alguien (?:sabe|puede)",
  ),
  'iu',
)

/** Whether it asks, with a question mark or, as people type in chat, without. */
export function isQuestion(text: string): boolean {
  const plain = text.replace(/https?:\S+/g, '')
  if (questionMark.test(plain) || questionEnding.test(plain)) return true
  return asksForHelp.test(plain) || (questionOpening.test(plain) && plain.length < 120 && !/[.!:]\s*$/u.test(plain))
}

const proposal = new RegExp(
  [
    word(
      `let['’]?s|let us|shall we|should we|we (?:should|could|can|need to|must)|(?:i|we) (?:propose|suggest|vote|move)|how about|what about|what if|why don['’]t we|any objections?|proposal|proposed|motion|vote|agreed|` +
        `(?:i|we)(?:['’]ll| will|['’]m going to| am going to|['’]re going to| plan to)|please|pls|can you|could you|would you|(?:is|are) (?:everyone|everybody|we) (?:ok|okay|fine|happy)|action`,
    ),
    word(
      'lass(?:t)? uns|sollen wir|sollten wir|wollen wir|wir (?:sollten|könnten|müssen|können)|(?:ich|wir) (?:schlage|schlagen|würde|werde|werden)|wie wäre|vorschlag|einwände|bitte|kannst du|könntest du|machen wir|nehmen wir|abstimmung',
    ),
    word(
      "et si (?:on|nous)|on (?:pourrait|devrait|peut|va)|nous (?:devrions|pourrions|devons|allons)|(?:je|nous) propos(?:e|ons)|proposition|s['’]il (?:te|vous) pla[iî]t|stp|svp|peux-tu|pouvez-vous|je vais|des objections|vote",
    ),
    word(
      'qué tal si|(?:deberíamos|podríamos|podemos|vamos a|tenemos que)|propongo|proponemos|propuesta|sugiero|por favor|puedes|podrías|voy a|objeciones|votación',
    ),
    '我?们?(?:建议|提议)|要不|不如|怎么样|好吗|行吗|可以吗|同意吗|请|我(?:来|会|去|们来|们会)|吧[。！]?$',
    'ましょう|ませんか|しよう|でどう|提案|いかが|お願い|ください|します|する(?:予定|つもり)|異議',
  ].join('|'),
  'iu',
)

/** Whether it puts something forward that an "ok" or a "no" after it would settle: a proposal, a request, an offer, a vote. */
export function isProposal(text: string): boolean {
  return proposal.test(text)
}

const greeting = opens(
  `hi|hello|hey|hiya|heya|howdy|yo|good (?:morning|evening|afternoon|day)|morning|greetings|hallo|moin|servus|guten (?:morgen|tag|abend)|bonjour|bonsoir|salut|coucou|hola|buen(?:os|as) (?:días|tardes|noches)`,
)
const cjkGreeting = /^(?:大家好|你好|您好|早上好|早安|早$|こんにちは|おはよう|こんばんは|お疲れ)/u

export function isGreeting(text: string): boolean {
  return greeting.test(text) || cjkGreeting.test(text)
}

const thanks = new RegExp(
  `${word('thanks?|thank you|thx|thanx|ty|tyvm|cheers|danke(?:schön)?|vielen dank|merci|gracias|mille mercis|muchas gracias')}|谢谢|感谢|多谢|ありがとう|感謝`,
  'iu',
)

/** Whether it thanks somebody, in a few words. */
export function isThanks(text: string): boolean {
  return text.length < 60 && thanks.test(text)
}

/** Words that settle what was asked or proposed directly before them, and else say nothing. */
const assents =
  'ok(?:ay|ey|ie)?|k|kk|yes|yep|yup|yeah|yea|ya|aye|y|no|nope|nah|n|sure|right|correct|exactly|agreed?|deal|' +
  'done|will do|fine|of course|absolutely|definitely|sounds good(?: to me)?|go ahead|works for me|same here|same|' +
  'not really|maybe|ja|jo|jep|jap|nein|nee|nö|klar|genau|stimmt|einverstanden|passt|in ordnung|gerne|' +
  "mach ich|erledigt|richtig|vielleicht|oui|ouais|non|d['’]accord|ça marche|entendu|bien sûr|exact|" +
  "exactement|peut-être|c['’]est bon|fait|sí|si|vale|de acuerdo|claro|por supuesto|hecho|listo|quizás"
const cjkAssents =
  '好 好的 好吧 行 可以 是 是的 对 对的 没错 嗯 嗯嗯 不 不行 不是 不用 没问题 同意 收到 明白 了解 はい ええ うん いいえ いや 了解です 了解しました わかりました 承知しました いいです いいね いいよ 大丈夫 大丈夫です そうです そうですね 賛成 オーケー'
/** Words that only keep company. */
const courtesies =
  'lo+l|lmao|rofl|(?:ha){2,}h?|(?:he){2,}h?|(?:hi){2,}|hehe|heh|wow|nice|cool|great|awesome|perfect|' +
  'excellent|good|super|neat|sweet|hmm+|hm|mm+|um+|uh+|oh+|ah+|aha|ooh|ouch|oops|meh|yay|omg|wtf|brb|np|' +
  "no problem|no worries|yw|you['’]re welcome|welcome|sorry|thanks?(?: you)?(?: a lot| so much| very much)?|" +
  'thx|thanx|ty|tyvm|cheers|ic|i see|got it|gotcha|bye|cya|see you|good night|gn|interesting|danke(?:schön)?|' +
  'vielen dank|besten dank|prima|toll|gut|schön|ach so|tja|schade|bitte|tschüss?|merci(?: beaucoup)?|génial|' +
  'bien|bravo|mdr|ptdr|ah bon|désolée?|de rien|salut|(?:muchas )?gracias|genial|bueno|jaja(?:ja)*|perdón|' +
  'de nada|adiós|w+'
const cjkCourtesies =
  '哈 呵呵 嘿嘿 谢谢 多谢 感谢 谢谢大家 厉害 赞 不错 太好了 辛苦了 哦 噢 啊 抱歉 不客气 再见 ありがとう ありがとうございます なるほど すごい さすが へえ 笑 草 お疲れ様です お疲れさまです よかった すみません すいません どういたしまして'
const assentSign =
  /^(?:[+-]1|[👍👎✅✔☑❌👌🆗🙆🙅🙋]|:(?:\+1|-1|thumbsup|thumbsdown|white_check_mark|heavy_check_mark|ok_hand|x|ok):)/u
const sign =
  /^(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator}|[\u200d\ufe0f\u20e3]|:[a-z0-9_+-]{1,40}:|[:;=8xX][-'^o]?[()DPpOo|/\\\]]+(?![\p{L}\p{N}])|\^_*\^|\\o\/|<3|[+-]1(?!\d)|\^{1,3}(?![\p{L}\p{N}]))/u
/** "No problem" before "no". */
const saying = new RegExp(`^(?:${courtesies}|(${assents}))(?![\\p{L}\\p{N}])`, 'iu')
/** Without blanks between them the longest word is the right one. */
const longestFirst = (words: string) =>
  words
    .split(' ')
    .sort((a, b) => b.length - a.length)
    .join('|')
const cjkSaying = new RegExp(`^(?:(${longestFirst(cjkAssents)})|${longestFirst(cjkCourtesies)})`, 'u')
const cjkStart = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u
/** What is longer says something. */
const MAX_REACTION_CHARS = 60

export type Reaction = 'assent' | 'courtesy'

/**
 * What kind of reaction a message is that consists of nothing else: an `assent` (or dissent) decides where it follows a
 * question or a proposal, a `courtesy` never does. Undefined for a message that says more.
 */
export function readReaction(text: string): Reaction | undefined {
  let rest = text.trim()
  if (rest === '' || rest.length > MAX_REACTION_CHARS) return undefined
  let reaction: Reaction = 'courtesy'
  let seen = false
  while (rest !== '') {
    const found = assentSign.exec(rest) ?? sign.exec(rest) ?? (cjkStart.test(rest) ? cjkSaying : saying).exec(rest)
    if (found) {
      if (found[1] !== undefined || assentSign.test(rest)) reaction = 'assent'
      seen = true
      rest = rest.slice(found[0].length)
    } else {
      const gap = /^[\p{P}\p{S}\s]+?/u.exec(rest)
      if (!gap) return undefined
      rest = rest.slice(gap[0].length)
    }
  }
  return seen ? reaction : undefined
}

const continuation =
  /^\s*(?:[(^*]|\.{2,}|(?:and|but|or|because|cuz|since|which|i\.e\.|e\.g\.|also|plus|und|aber|oder|weil|also|et|mais|ou|parce|y|pero|o|porque)(?![\p{L}\p{N}])|而且|但是|因为|还有|あと|でも|それと)/iu

/** Whether it goes on with a sentence, or corrects a word, as people do who send line after line. */
export function isContinuation(text: string): boolean {
  return continuation.test(text)
}

/** What people say at a roll call. */
const presence =
  /^\s*(?:\\?o\/{0,3}|o\/{1,3}|\\o\/?|\/me (?:waves|is here)|waves|(?:i['’]m )?here|present|anwesend|présente?|aquí|presente)\s*[.!]?\s*$/iu

/** Whether it begins as an answer to what somebody just said: yes, no, thanks, ok, here. */
export function isResponse(text: string): boolean {
  return (
    presence.test(text) ||
    isThanks(text) ||
    saying.test(text.trim()) ||
    (cjkStart.test(text.trim()) && cjkSaying.test(text.trim()))
  )
}
