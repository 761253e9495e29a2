/** Which messages a request means, by its words. */
import { describe, expect, it } from 'vitest'
import type { Place, QuestionEvent } from '../../../src/conversation/chat-port.ts'
import { locateMessages } from '../../../src/conversation/locate-messages.ts'

const place: Place = { platform: 'memory', workspace: 'w', channel: 'general', audience: 'channel' }
const other = (channel: string): Place => ({ ...place, channel })

function locate(text: string, more: Partial<QuestionEvent> = {}) {
  const person = { id: 'ada', name: 'Ada' }
  const event = {
    type: 'command',
    id: 'e',
    place,
    person,
    at: '2026-04-01T12:00:00Z',
    name: 'summarize',
    text,
    ...more,
  }
  return locateMessages({ event: event as QuestionEvent, text }, {})
}

describe('a request', () => {
  it('means every channel, in six languages', () => {
    const all = [
      'what did I miss everywhere?',
      'digest',
      'a digest of the last 3 days',
      'summarize all my channels',
      'each of the channels since Monday',
      'was habe ich überall verpasst?',
      'Fasse alle Kanäle zusammen',
      'was war in allen meinen Kanälen los?',
      "ce que j'ai manqué partout",
      'résume tous les canaux',
      'resume todos los canales',
      '总结所有频道',
      'すべてのチャンネルを要約して',
    ]
    for (const text of all) expect([text, locate(text).where.kind]).toEqual([text, 'everywhere'])
  })

  it('means the place it is asked in where it says nothing else', () => {
    const here = [
      '',
      'since Monday',
      'summarize this channel',
      'what was said about pull #823?',
      'what did Ann say about digestion?',
      'C# or F#?',
    ]
    for (const text of here) expect([text, locate(text).where]).toEqual([text, { kind: 'place', place }])
  })

  it('names channels: those that the platform knows, and those that were typed', () => {
    const known = [other('dev'), other('ops')]
    expect(locate('#dev #ops since Monday', { mentioned: known })).toMatchObject({
      where: { kind: 'channels', channels: known.map(place => ({ place })) },
      stretch: { kind: 'time' },
      rest: '',
    })
    expect(locate('what was decided in #dev, #büro and #ops?', { mentioned: known }).where).toEqual({
      kind: 'channels',
      channels: [...known.map(place => ({ place })), { name: 'dev' }, { name: 'büro' }, { name: 'ops' }],
    })
  })
})
