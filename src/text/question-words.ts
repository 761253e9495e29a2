/** The words that questions are made of, and what they ask for, in the languages of the prompts. */

/** Words that say nothing about what is asked, in the Latin-script languages of the prompts. */
export const functionWords: ReadonlySet<string> = new Set(
  `a an the of in on at to for from with by into and or is are was were be do does did i me my we us our you your it its this that
  what which who when where why how many much can could may must should will there have has any some please get
  der die das den dem des ein eine einen einem einer und oder ist sind war ich mich mein meine wir uns unser unsere man es in im am an auf aus
  zu zur zum für von vom mit bei nach wie wer was wann wo warum welche welcher welches welchen viele viel hat haben habe kann darf bitte
  le la les l un une des du de d à au aux et ou est sont nous on je me mon ma mes notre nos quel quelle quels quelles que qui quand où comment
  combien en par pour sur avons peut puis s il elle
  el los las unos unas del al y o es son qué cuál cuáles quién quiénes cuándo dónde cómo cuánto cuánta cuántos cuántas mi mis se con por para
  hay puedo puede tenemos`.split(/\s+/),
)

/** What a question asks for, in the languages of the prompts. */
export const questionKinds: readonly (readonly [string, RegExp])[] = [
  ['person', /\b(?:who|whom|whose|wer|wem|wen|wessen|qui|quién(?:es)?)(?!\p{L})|谁|誰/iu],
  [
    'time',
    /\bwhen\b|\bwhat (?:time|dates?|days?)\b|\bwhich (?:days?|dates?)\b|\bwann\b|\bquand\b|quelle heure|cuándo|什么时候|何时|几点|いつ|何時(?!間)/iu,
  ],
  ['place', /\b(?:where|wo|wohin)\b|(?<!\p{L})où(?!\p{L})|dónde|哪里|哪儿|どこ/iu],
  ['reason', /\bwhy\b|\breason\b|\b(?:warum|weshalb|wieso|grund)\b|pourquoi|por qué|为什么|なぜ|どうして/iu],
  ['frequency', /\bhow often\b|\bwie oft\b|\bfréquence\b|\bfrecuencia\b|多久一次|何回/iu],
  [
    'amount',
    /\bhow (?:many|much|long|far|high)\b|\bwie (?:viele?|lange?|hoch|weit)\b|\bcombien\b|cuánt|多少|多久|多长|几[天个次年月]|いくら|いくつ|何(?:日|個|文字|時間|年|か月)|どれくらい/iu,
  ],
  [
    'manner',
    /\bhow (?:do|does|did|can|could|should|to|is|are)\b|\bcomment\b|cómo|怎么|如何|どう(?!して)|方法|\bwie (?!viel|lang|hoch|weit|oft)/iu,
  ],
  [
    'whether',
    /^\P{L}*(?:is|are|am|was|were|do|does|did|can|could|may|must|should|will|has|have)\b|^\P{L}*(?:darf|dürfen|kann|können|muss|müssen|ist|sind|werden|wird|gibt|haben|hat)\b|^\P{L}*(?:puis-je|peut-on|est-ce|a-t-on|faut-il)|^\P{L}*(?:puedo|se puede|hay|es|está)\b|吗/iu,
  ],
]
