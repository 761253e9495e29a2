import { describe, expect, it } from 'vitest'
import { createRandom } from '../../../src/bench/random.ts'
import plantedActions from '../../../src/eval/planted-actions.json' with { type: 'json' }
import { plantActions } from '../../../src/eval/planted-actions.ts'
import utterances from '../../../src/pipelines/minutes/utterances.json' with { type: 'json' }

const chat = Array.from({ length: 3000 }, (_, index) => ({
  id: `m${index}`,
  author: ['Nora', 'Paul', 'Mei', 'Ravi', 'Sara'][index % 5]!,
  text: `message ${index}`,
  ts: '2026-11-24T10:00',
}))

describe('planted actions', () => {
  it('stand in the chat in its order, with an owner and a day, or as decoys', () => {
    const { messages, plants } = plantActions(chat, createRandom(1))
    expect(messages.filter(({ id }) => id.startsWith('m')).map(({ id }) => id)).toEqual(chat.map(({ id }) => id))
    const ids = new Set(messages.map(({ id }) => id))
    expect(plants.length).toBeGreaterThan(76)
    for (const { messages: own, owner, kind } of plants) {
      expect(own.every(id => ids.has(id))).toBe(true)
      expect(owner === undefined).toBe(kind !== undefined)
    }
    for (const { text } of messages) expect(text).not.toMatch(/\{(?:task|day)\}|\b[ABC]\b/)
  })

  it('are the same for the same seed', () => {
    expect(plantActions(chat, createRandom(3))).toEqual(plantActions(chat, createRandom(3)))
    expect(plantActions(chat, createRandom(3))).not.toEqual(plantActions(chat, createRandom(4)))
  })

  it('are enough of both, and none is an example that the classifier was taught', () => {
    const languages = Object.values(plantedActions)
    const taught = new Set(Object.values(utterances).flatMap(examples => Object.values(examples).flat()))
    const lines = languages.flatMap(({ actions, decoys }) =>
      [...actions, ...decoys].flatMap(template => template.lines),
    )
    expect(languages.flatMap(({ actions }) => actions).length).toBeGreaterThanOrEqual(25)
    expect(languages.flatMap(({ decoys }) => decoys).length).toBeGreaterThanOrEqual(25)
    expect(lines.filter(line => taught.has(line.replace(/^[ABC]: /, '')))).toEqual([])
  })
})
