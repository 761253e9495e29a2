/** `parley knowledge answers`, `questions` and `gaps`. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { type AskedQuestion, createAskedQuestions } from '../../../knowledge/asked-questions.ts'
import { createContradictions } from '../../../knowledge/contradictions.ts'
import { openStore } from '../../../src/store/store.ts'
import { createWorkplace } from './run-parley.ts'

const workplace = createWorkplace()
afterAll(() => workplace.remove())

const { folder } = workplace
const data = join(folder, 'data')
const parley = (...args: string[]) => workplace.run(args, { env: { PARLEY_DATA: data } })
const run = (...args: string[]) => parley('knowledge', ...args)
const json = async (...args: string[]) => JSON.parse((await run(...args, '--json')).stdout)

it('keeps, lists and removes approved answers', { timeout: 60_000 }, async () => {
  expect(await json('answers', 'list')).toEqual({ answers: [] })
  expect(await json('answers', 'add', 'Who cleans?', 'Ada.')).toEqual({ outcome: 'added' })
  expect(await json('answers', 'add', 'who cleans', 'Ben.')).toEqual({ outcome: 'changed' })
  expect(await json('answers', 'add', 'Who leaves?', 'Eve.', '--acl', 'place:slack:C1')).toEqual({ outcome: 'added' })
  const { answers } = await json('answers', 'list')
  expect(answers).toMatchObject([
    { question: 'Who leaves?', answer: 'Eve.', acl: ['place:slack:C1'] },
    { question: 'who cleans', answer: 'Ben.', acl: ['public'] },
  ])
  expect((await run('answers', 'list')).stdout).toMatch(/^ID +READERS +APPROVED +QUESTION +ANSWER\n/)
  expect(await json('answers', 'remove', answers[0].id)).toEqual({ removed: [answers[0].id] })
  const again = await run('answers', 'remove', answers[0].id)
  expect([again.exitCode, again.stderr]).toEqual([2, expect.stringContaining('answers list')])
})

it('lists what was asked, and what in the documents needs a look', { timeout: 60_000 }, async () => {
  await mkdir(join(folder, 'docs'))
  for (const name of ['used.md', 'unused.md']) await writeFile(join(folder, 'docs', name), `# ${name}\n\nSome words.\n`)
  await parley('index', join(folder, 'docs'))
  const store = await openStore({ folder: data })
  let clock = Date.now() - 200 * 24 * 3600_000
  const now = () => new Date(clock)
  const questions = createAskedQuestions({ db: store.db, now })
  const place = { platform: 'slack', channel: 'C1', audience: 'channel' as const }
  const asked = (reply: string, question: string, more: Partial<AskedQuestion> = {}) =>
    questions.record({
      ...{ reply, place, person: 'U1', isPrivate: false, question, lang: 'en', readers: ['place:slack:C1'] },
      ...{ answered: false, confidence: 0.1, documents: [], ...more },
    })
  await asked('r0', 'Who was here half a year ago?')
  clock = Date.now()
  await asked('r1', 'Who feeds the fish?')
  await asked('r2', 'who feeds the fish?')
  await asked('r2', 'who feeds the fish?')
  await asked('r3', 'What is used?', { answered: true, documents: ['docs/used.md'] })
  const contradictions = createContradictions({ db: store.db, now })
  const side = (doc: string, text: string) => ({ doc, title: doc, text, start: 0, end: 4 })
  const [a, b] = [side('docs/used.md', 'Nine.'), side('docs/unused.md', 'Ten.')]
  await contradictions.recordContradiction({ question: 'When?', a, b })
  await contradictions.recordContradiction({ question: 'At what time?', a: b, b: a })
  await contradictions.recordContradiction({ question: 'Where?', a, b: side('docs/gone.md', 'Here.') })
  const kept = await store.db.selectFrom('asked_questions').select('reply').execute()
  expect(kept.map(({ reply }) => reply).sort()).toEqual(['r1', 'r2', 'r3'])
  await store.close()

  const unanswered = await json('questions', '--unanswered')
  expect(unanswered.questions).toMatchObject([{ count: 2, question: expect.stringMatching(/who feeds the fish\?/i) }])
  expect((await json('questions')).questions).toHaveLength(2)
  const gaps = await json('gaps')
  expect(gaps).toMatchObject({ questions: 3, uncited: [{ id: 'docs/unused.md' }] })
  expect(gaps.contradictions).toMatchObject([{ question: 'At what time?' }])
  expect((await json('gaps', '--last', '1')).questions).toBe(1)
  const { stdout } = await run('gaps')
  expect(stdout).toMatch(/Not cited in answers to the last 3 questions:[\s\S]*docs\/unused\.md/)
  expect(stdout).toMatch(
    /Contradicting each other:\n- At what time\?\n {2}docs\/unused\.md: Ten\.\n {2}docs\/used\.md: Nine\./,
  )
})
