/** Who takes which task until when, in six languages, with the classifier on the embedder that ships. */
import { afterAll, describe, expect, it } from 'vitest'
import { createClassifiers } from '../../../../src/learning/create-classifiers.ts'
import { createTransformersEmbedder } from '../../../../src/models/transformers/transformers-embedder.ts'
import { readMeeting } from '../../../../src/pipelines/minutes/read-meeting.ts'

const embedder = createTransformersEmbedder()
const classifiers = createClassifiers({ embedder })
afterAll(() => embedder.close())

/** Tuesday. */
const date = '2026-11-24'

/** `Name: words` a line. @returns `owner: due` a task, `-` for nothing */
async function tasksOf(...lines: string[]): Promise<string[]> {
  const messages = lines.map((line, index) => {
    const [, author, text] = /^([^:：]+)[:：] ?(.*)$/s.exec(line)!
    return { id: String(index + 1), author: author!, text: text! }
  })
  const { actions } = await readMeeting(messages, { classifiers, signal: new AbortController().signal, date })
  return actions.map(({ owners, due }) => `${owners.join('+') || '-'}: ${due?.date ?? due?.said ?? '-'}`)
}

const hello = ['Ann: Good morning, this is our weekly meeting.', 'Bob: Hello everybody.', 'Carl: Hi.']
const hallo = ['Ann: Guten Morgen, das ist unsere Wochenbesprechung.', 'Bob: Hallo zusammen.', 'Carl: Moin.']
const bonjour = ['Ann: Bonjour à tous, c’est notre réunion de la semaine.', 'Bob: Bonjour.', 'Carl: Salut.']
const hola = ['Ann: Buenos días, esta es nuestra reunión semanal.', 'Bob: Hola.', 'Carl: Buenas.']
const nihao = ['小安: 大家早上好，这是我们的每周例会。', '小波: 早上好。', '小卡: 早。']
const ohayo = ['安藤: おはようございます。今週の会議を始めます。', '馬場: おはようございます。', '加藤: どうも。']

describe('a task is the one’s who takes it', () => {
  it.each([
    [hello, ["Ann: I'll print the invitations by Friday."], ['Ann: 2026-11-27']],
    [hello, ['Ann: Bob, can you print the invitations tomorrow?', 'Bob: Sure.'], ['Bob: 2026-11-25']],
    [hello, ['Ann: Could you print the invitations?', 'Carl: Will do.'], ['Carl: -']],
    [hello, ['Ann: Somebody has to print the invitations by Friday.', "Carl: I'll take that."], ['Carl: 2026-11-27']],
    [hello, ['Ann: Bob will print the invitations by Friday.'], ['Bob: 2026-11-27']],
    [hello, ['Ann: I could print the invitations.', 'Bob: That would be great, thanks.'], ['Ann: -']],
    [hello, ["Ann: I'll send the list to Bob."], ['Ann: -']],
    [hello, ['Ann: Bob, tell Carl that he has to wait, please.', 'Bob: OK.'], ['Bob: -']],
    [hello, ['Ann: Not Bob but Carl will print the invitations.'], ['Carl: -']],
    [hello, ["Ann: I'll write the text and Bob will check it."], ['Ann: -', 'Bob: -']],
    [hallo, ['Ann: Ich werde die Einladungen bis Freitag drucken.'], ['Ann: 2026-11-27']],
    [hallo, ['Ann: Ich drucke die Einladungen morgen.'], ['Ann: 2026-11-25']],
    [hallo, ['Ann: Bob, kannst du morgen die Einladungen drucken?', 'Bob: Klar.'], ['Bob: 2026-11-25']],
    [hallo, ['Ann: Jemand muss die Einladungen drucken.', 'Carl: Das mache ich.'], ['Carl: -']],
    [hallo, ['Ann: Bob übernimmt die Einladungen bis Monatsende.'], ['Bob: 2026-11-30']],
    [bonjour, ['Ann: Je vais imprimer les invitations demain.'], ['Ann: 2026-11-25']],
    [bonjour, ["Ann: J'enverrai les invitations d'ici vendredi."], ['Ann: 2026-11-27']],
    [bonjour, ['Ann: Bob, tu peux imprimer les invitations ?', "Bob: D'accord."], ['Bob: -']],
    [bonjour, ["Ann: Il faut que quelqu'un imprime les invitations.", "Carl: Je m'en occupe."], ['Carl: -']],
    [bonjour, ['Ann: Bob enverra les invitations avant vendredi.'], ['Bob: 2026-11-27']],
    [hola, ['Ann: Voy a imprimir las invitaciones mañana.'], ['Ann: 2026-11-25']],
    [hola, ['Ann: Enviaré las invitaciones antes del viernes.'], ['Ann: 2026-11-27']],
    [hola, ['Ann: Bob, ¿puedes imprimir las invitaciones?', 'Bob: Vale.'], ['Bob: -']],
    [hola, ['Ann: Alguien tiene que imprimir las invitaciones.', 'Carl: Yo me encargo.'], ['Carl: -']],
    [hola, ['Ann: Bob se encarga de las invitaciones hasta el viernes.'], ['Bob: 2026-11-27']],
    [nihao, ['小安: 我周五之前把邀请函打印好。'], ['小安: 2026-11-27']],
    [nihao, ['小安: 小波，你明天能打印邀请函吗？', '小波: 好的。'], ['小波: 2026-11-25']],
    [nihao, ['小安: 谁来打印邀请函？', '小卡: 我来吧。'], ['小卡: -']],
    [nihao, ['小安: 由小波负责打印邀请函，月底前。'], ['小波: 2026-11-30']],
    [nihao, ['小安: 不是小波，而是小卡负责打印邀请函。'], ['小卡: -']],
    [ohayo, ['安藤: 私が金曜日までに招待状を送ります。'], ['安藤: 2026-11-27']],
    [ohayo, ['安藤: 馬場さん、明日招待状を送ってもらえますか。', '馬場: はい、分かりました。'], ['馬場: 2026-11-25']],
    [ohayo, ['安藤: 誰か招待状を送らないと。', '加藤: 私がやります。'], ['加藤: -']],
    [ohayo, ['安藤: 招待状は馬場さんが来週の月曜までに送ります。'], ['馬場: 2026-11-30']],
  ])('%#', async (start, lines, expected) => {
    expect(await tasksOf(...start, ...lines)).toEqual(expected)
  })
})

describe('who says no does not have it', () => {
  it.each([
    [hello, ['Ann: Bob, can you print the invitations?', "Bob: Sorry, I can't."], []],
    [
      hello,
      ['Ann: Bob, can you print the invitations?', "Bob: No time, I'm afraid.", "Carl: Then I'll do it."],
      ['Carl: -'],
    ],
    [hello, ["Ann: I'll print the invitations.", 'Bob: No need, they came this morning.'], []],
    [
      hallo,
      ['Ann: Bob, kannst du die Einladungen drucken?', 'Bob: Leider nicht.', 'Carl: Das übernehme ich.'],
      ['Carl: -'],
    ],
    [bonjour, ['Ann: Bob, tu peux imprimer les invitations ?', 'Bob: Non, pas le temps.'], []],
    [hola, ['Ann: Bob, ¿puedes imprimir las invitaciones?', 'Bob: No puedo, lo siento.'], []],
    [nihao, ['小安: 小波，你能打印邀请函吗？', '小波: 我没时间。', '小卡: 交给我吧。'], ['小卡: -']],
    [ohayo, ['安藤: 馬場さん、招待状を送ってもらえますか。', '馬場: すみません、時間がありません。'], []],
  ])('%#', async (start, lines, expected) => {
    expect(await tasksOf(...start, ...lines)).toEqual(expected)
  })
})

describe('what only sounds like a task is none', () => {
  it.each([
    [hello, "Ann: I'd print the invitations in blue."],
    [hello, 'Ann: We could print the invitations in blue.'],
    [hello, "Ann: Maybe I'll print them some day."],
    [hello, 'Ann: I usually print the invitations on Mondays.'],
    [hello, 'Ann: I already sent the invitations.'],
    [hello, 'Ann: Bob said that Carl should print the invitations.'],
    [hello, 'Ann: Bob did this last year.'],
    [hello, "Ann: I'll show you the next slide."],
    [hello, 'Ann: Let me share my screen.'],
    [hello, "Ann: I'll start with the numbers."],
    [hello, "Ann: I'll be there."],
    [hello, "Ann: haha, I'll print them on gold"],
    [hello, "Ann: > I'll print the invitations by Friday."],
    [hello, 'Ann: He wrote "I will print the invitations by Friday" and left.'],
    [hello, 'Ann: Can anybody print the invitations?'],
    [hello, 'Ann: If I had a printer, I would print the invitations.'],
    [hallo, 'Ann: Ich würde die Einladungen blau drucken.'],
    [hallo, 'Ann: Wir könnten die Einladungen blau drucken.'],
    [hallo, 'Ann: Normalerweise drucke ich die Einladungen montags.'],
    [hallo, 'Ann: Die Einladungen habe ich schon letzte Woche gedruckt.'],
    [hallo, 'Ann: Bob meinte, Carl soll die Einladungen drucken.'],
    [hallo, 'Ann: Ich zeige euch gleich die nächste Folie.'],
    [bonjour, 'Ann: À ta place, je les imprimerais en bleu.'],
    [bonjour, "Ann: D'habitude, j'imprime les invitations le lundi."],
    [bonjour, 'Ann: Bob a dit que Carl devrait imprimer les invitations.'],
    [bonjour, 'Ann: Je vais vous montrer la diapositive suivante.'],
    [hola, 'Ann: Yo las imprimiría en azul.'],
    [hola, 'Ann: Normalmente imprimo las invitaciones los lunes.'],
    [hola, 'Ann: Bob dijo que Carl debería imprimir las invitaciones.'],
    [hola, 'Ann: Voy a compartir la pantalla.'],
    [nihao, '小安: 如果有时间，我可能会打印邀请函。'],
    [nihao, '小安: 我平时周一打印邀请函。'],
    [nihao, '小安: 邀请函我上周已经打印了。'],
    [nihao, '小安: 小波说小卡应该打印邀请函。'],
    [nihao, '小安: 我先介绍一下情况。'],
    [ohayo, '安藤: いつも月曜日に招待状を送っています。'],
    [ohayo, '安藤: 招待状は先週もう送りました。'],
    [ohayo, '安藤: 馬場さんは加藤さんが送るべきだと言っていました。'],
    [ohayo, '安藤: 画面を共有しますね。'],
    [ohayo, '安藤: 青で印刷してもいいかもしれません。'],
  ])('%#', async (start, line) => {
    expect(await tasksOf(...start, line)).toEqual([])
  })
})

describe('marks', () => {
  it.each([
    ['[ACTION] bob to print the invitations by Friday', 'Bob: 2026-11-27'],
    ['#action Carl and Bob to print the invitations', 'Carl+Bob: -'],
    ['ACTION: Bob: print the invitations', 'Bob: -'],
    ['Action for Bob: print the invitations', 'Bob: -'],
    ['TODO(Carl): print the invitations', 'Carl: -'],
    ['AI: Bob to print the invitations', 'Bob: -'],
    ['[action] dora to print the invitations', 'dora: -'],
    ['[ACTION] ALL: please read the draft', '-: -'],
    ['- [ ] print the invitations (Carl)', 'Carl: -'],
    ['Aufgabe: Bob soll die Einladungen drucken', 'Bob: -'],
    ['待办：Bob 打印邀请函', 'Bob: -'],
    ['タスク：Bob 招待状を送る', 'Bob: -'],
  ])('%s', async (line, expected) => {
    expect(await tasksOf(...hello, `Ann: ${line}`)).toEqual([expected])
  })

  it('of a meeting bot are its echo', async () => {
    const echo = 'MootBot: ACTION received:  bob to print the invitations'
    expect(await tasksOf(...hello, 'Ann: [ACTION] bob to print the invitations', echo)).toEqual(['Bob: -'])
  })
})

describe('what is said later on a task', () => {
  it.each([
    ['names the day', ["Ann: I'll print the invitations.", 'Bob: By when?', 'Ann: Friday.'], ['Ann: 2026-11-27']],
    [
      'changes the day',
      ["Ann: I'll print the invitations by Friday.", 'Ann: Actually, make it Monday.'],
      ['Ann: 2026-11-30'],
    ],
    [
      'changes the owner',
      [
        "Ann: I'll print the invitations by Friday.",
        'Carl: I have a printer.',
        'Ann: Carl will print the invitations instead.',
      ],
      ['Carl: 2026-11-27'],
    ],
    [
      'is the same task',
      ["Ann: I'll print the invitations.", 'Bob: Fine.', "Ann: So I'll print the invitations by Friday."],
      ['Ann: 2026-11-27'],
    ],
    ['ends it', ["Ann: I'll print the invitations.", 'Bob: Fine.', "Ann: I've printed the invitations."], []],
    ['drops it', ["Ann: I'll print the invitations.", 'Bob: Fine.', 'Ann: Forget about the invitations.'], []],
  ])('%s', async (_, lines, expected) => {
    expect(await tasksOf(...hello, ...lines)).toEqual(expected)
  })
})
