import { expect, it } from 'vitest'
import { cleanSpeech } from '../../../../src/pipelines/minutes/clean-speech.ts'
import { phraseTask } from '../../../../src/pipelines/minutes/phrase-task.ts'

it.each([
  ["I'll print the map.", 'print the map'],
  ["OK, so I'll print the map by Friday.", 'print the map by Friday'],
  ['Bob, can you please print the map?', 'print the map'],
  ['bob: could you print the map?', 'print the map'],
  ['Bob Miller will print the map.', 'Bob Miller will print the map'],
  ['Und ich drucke den Plan.', 'ich drucke den Plan'],
  ['Bob, kannst du den Plan drucken?', 'kannst du den Plan drucken?'],
  ['麻烦你打印地图。', '打印地图'],
])('the words of a task: %s', (text, task) => {
  expect(phraseTask({ text }, ['Bob Miller'])).toBe(task)
})

it('shows what "it" is', () => {
  expect(phraseTask({ text: "I'll fix it.", context: 'The door squeaks.' }, [])).toBe('fix it (“The door squeaks.”)')
})

it.each([
  ["Uh I 'll um , you know , print the the map .", "I'll print the map."],
  ['{vocalsound} So I will {disfmarker} print it .', 'So I will print it.'],
  ['> I will print it\nThanks.', 'Thanks.'],
  ['<bob> I will print it', ''],
  ['ähm ich drucke es', 'ich drucke es'],
])('what was said, in plain words: %j', (said, plain) => {
  expect(cleanSpeech(said)).toBe(plain)
})
