/** Decisions, open questions, topics and people, in six languages, with the classifier on the embedder that ships. */
import { afterAll, describe, expect, it } from 'vitest'
import { createClassifiers } from '../../../../src/learning/create-classifiers.ts'
import { createTransformersEmbedder } from '../../../../src/models/transformers/transformers-embedder.ts'
import { readMeeting } from '../../../../src/pipelines/minutes/read-meeting.ts'

const embedder = createTransformersEmbedder()
const classifiers = createClassifiers({ embedder })
afterAll(() => embedder.close())

async function read(...lines: string[]) {
  const messages = lines.map((line, index) => {
    const [, author, text] = /^([^:：]*)[:：] ?(.*)$/s.exec(line)!
    return { id: String(index + 1), author: author!, text: text! }
  })
  const record = await readMeeting(messages, { classifiers, signal: new AbortController().signal })
  const textsOf = (found: readonly { text: string }[]) => found.map(({ text }) => text)
  return { ...record, decided: textsOf(record.decisions), open: textsOf(record.questions) }
}

describe('a decision', () => {
  it.each([
    ['Ann: So it is decided: the shop closes at six from May on.'],
    ['Ann: [AGREED] the shop closes at six'],
    ['Ann: #agreed the shop closes at six'],
    ['Ann: AGREED: the shop closes at six'],
    ["Ann: Let's close the shop at six from May on, agreed?", 'Bob: Agreed.', 'Carl: Fine by me.'],
    ['Ann: Also ist beschlossen, dass der Laden ab Mai um sechs schließt.'],
    ['Ann: Dann schließen wir den Laden ab Mai um sechs.', 'Bob: Einverstanden.'],
    ['Ann: C’est décidé : le magasin ferme à six heures à partir de mai.'],
    ['Ann: Queda decidido: la tienda cierra a las seis desde mayo.'],
    ['小安: 就这么定了，商店从五月起六点关门。'],
    ['安藤: 店は五月から六時に閉めることに決定しました。'],
  ])('%#', async (...lines) => {
    expect((await read(...lines)).decided).toHaveLength(1)
  })

  it.each([
    ['Ann: We could close the shop at six.', 'Bob: Yes.'],
    ['Ann: We have not decided yet when the shop closes.'],
    ['Ann: We decided that last year, I think.'],
    ['Ann: They decided to close the factory.'],
    ["Ann: Let's close the shop at six from May on.", 'Bob: No, I disagree.'],
    ['Ann: Wir könnten den Laden um sechs schließen.', 'Bob: Ja.'],
    ['Ann: Das ist noch nicht entschieden, wann wir schließen.'],
    ['Ann: On pourrait fermer à six heures.', 'Bob: Oui.'],
    ['Ann: Podríamos cerrar a las seis.', 'Bob: Sí.'],
    ['小安: 我们可以六点关门。', '小波: 嗯。'],
    ['安藤: 六時に閉めるかどうかはまだ決まっていません。'],
  ])('none %#', async (...lines) => {
    expect((await read(...lines)).decided).toEqual([])
  })

  it('is replaced when it is taken back', async () => {
    const { decided } = await read(
      'Ann: So it is decided: the shop closes at six from May on.',
      'Bob: Hm, my customers come after work.',
      'Ann: Actually, then we decided wrongly.',
      'Ann: So instead it is decided: the shop closes at eight from May on.',
    )
    expect(decided.at(-1)).toContain('eight')
    expect(decided.some(text => text.includes('six'))).toBe(false)
  })
})

describe('a question', () => {
  it.each([
    ["Ann: We still don't know who pays for the new door."],
    ['Ann: Who pays for the new door?', 'Bob: No idea.'],
    ['Ann: Wer die neue Tür bezahlt, ist noch offen.'],
    ['Ann: Wer bezahlt eigentlich die neue Tür?', 'Bob: Keine Ahnung.'],
    ['Ann: On ne sait toujours pas qui paie la nouvelle porte.'],
    ['Ann: Todavía no sabemos quién paga la puerta nueva.'],
    ['小安: 新门的钱由谁出，现在还不清楚。'],
    ['安藤: 新しいドアの費用を誰が払うのか、まだ分かりません。'],
  ])('is open %#', async (...lines) => {
    expect((await read(...lines)).open).toHaveLength(1)
  })

  it.each([
    ['Ann: Who pays for the new door?', 'Bob: The landlord does, it is in the contract.'],
    ['Ann: Can you hear me?', 'Bob: No idea.'],
    ['Ann: That is how it works, right?'],
    ['Ann: Wer bezahlt die neue Tür?', 'Bob: Der Vermieter, das steht im Vertrag.'],
    ['Ann: Hört ihr mich?'],
    ['小安: 能听到我说话吗？'],
    ['安藤: 聞こえますか。'],
  ])('is none %#', async (...lines) => {
    expect((await read(...lines)).open).toEqual([])
  })
})

describe('topics', () => {
  it('are those that are marked', async () => {
    const { topics, agenda } = await read(
      'Ann: [TOPIC] The door',
      'Bob: It squeaks.',
      'Ann: #topic The roof',
      'Bob: It leaks.',
    )
    expect(topics).toEqual([
      { title: 'The door', from: 0, until: 2 },
      { title: 'The roof', from: 2, until: 4 },
    ])
    expect(agenda).toEqual(['The door', 'The roof'])
  })

  it.each([
    ['Ann: Second: the door.', 'the door'],
    ['Ann: Next point: the door.', 'the door'],
    ["Ann: Let's move on to the door.", 'door'],
    ['Ann: Nächster Punkt: die Tür.', 'die Tür'],
    ['Ann: Kommen wir zur Tür.', 'Tür'],
    ['Ann: Point suivant : la porte.', 'la porte'],
    ['Ann: Siguiente punto: la puerta.', 'la puerta'],
    ['小安: 下一个议题：大门。', '大门'],
    ['安藤: 次の議題は玄関です。', '玄関'],
  ])('are announced: %s', async (line, title) => {
    const { topics } = await read('Ann: First item on the agenda is the roof.', line, 'Bob: It squeaks.')
    expect(topics.at(-1)).toEqual({ title, from: 1, until: 3 })
  })

  it('are not what begins with "first", nor a single announcement', async () => {
    const said = ['Ann: First, I think that the door squeaks.', 'Bob: Second, we have no oil.', 'Ann: Next: the roof.']
    expect((await read(...said)).topics).toEqual([])
  })

  it('stand in a list under "agenda"', async () => {
    const { agenda } = await read('Ann: Agenda for today:\n1. The door\n2. The roof', 'Bob: Fine.')
    expect(agenda).toEqual(['The door', 'The roof'])
  })
})

describe('attendees', () => {
  it('are those who speak, are listed, or join a call; no program', async () => {
    const { attendees } = await read(
      'Attendees: Ann Baker, Dora Lind',
      'Bob: Hello.',
      'Ann Baker: Hello Bob.',
      ': Carl joined the meeting',
      'MootBot: Meeting started.',
      ': eve has joined #channel',
    )
    expect(attendees).toEqual(['Bob', 'Ann Baker', 'Dora Lind', 'Carl'])
  })
})
