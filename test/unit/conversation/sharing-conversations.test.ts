/** What happens on a channel that lets its conversations be found: every event that matters reaches the knowledge base. */
import { beforeEach, describe, expect, it } from 'vitest'
import type { Knowledge } from '../../../knowledge/knowledge.ts'
import {
  ada,
  begin,
  ben,
  channelPort,
  command,
  envelope,
  general,
  message,
  post,
  useChannels,
  world,
} from '../../fixtures/channels.ts'

useChannels()

const source = 'conversation://memory/general'
let calls: string[]

/** Notes what it is asked for; a refresh is written down as the knowledge base does it. */
const knowledge = {
  async refresh(name: string) {
    calls.push(`refresh ${name}`)
    const row = { path: name, acl: '[]', state: 'done' as const, updated_at: '', options: null, error: null }
    await world.store.db
      .insertInto('sources')
      .values(row)
      .onConflict(conflict => conflict.doNothing())
      .execute()
    return { indexed: 0 }
  },
  async withdraw(name: string, places?: ReadonlySet<string>) {
    calls.push(`withdraw ${name} ${places === undefined ? 'all' : [...places].join(' ')}`)
    return 1
  },
  async remove(name: string) {
    calls.push(`remove ${name}`)
    await world.store.db.deleteFrom('sources').where('path', '=', name).execute()
    return []
  },
} as unknown as Knowledge

const start = () => begin(channelPort(), { knowledge })
const isDone = (call: string) => expect.poll(() => calls, { timeout: 5000 }).toContain(call)

beforeEach(() => {
  calls = []
})

describe('the setting `conversations`', () => {
  it('is off, and then nothing of a channel is touched', async () => {
    const port = await start()
    await post(port, message('m1', ben, 'hello'))
    await port.send({ ...envelope(general, ben), type: 'delete', messageId: 'm1' })
    await command(port, 'parley', 'forget')
    expect(calls).toEqual([])
  })

  it('is changed by managers alone, and takes the conversations in and out', async () => {
    const port = await start()
    expect((await command(port, 'parley', 'settings conversations=members', {}, ben)).reason).toMatch(
      /manage this channel/,
    )
    const said = await command(port, 'parley', 'settings conversations=members', {}, ada)
    expect(said.text).toContain("`conversations=members`: answer from this channel's conversations: for its members")
    await isDone(`refresh ${source}`)
    await post(port, message('m1', ben, 'hello'))
    await port.send({ ...envelope(general, ben), type: 'delete', messageId: 'm1' })
    expect(calls.at(-1)).toBe(`withdraw ${source} message:m1`)
    await post(port, message('m2', ada, 'mine'))
    await command(port, 'parley', 'forget', {}, ada)
    expect(calls).toContain(`withdraw ${source} message:m2`)
    await command(port, 'parley', 'settings remember=no', {}, ada)
    expect(calls.at(-1)).toBe(`withdraw ${source} all`)
    await isDone(`remove ${source}`)
  })

  it('does not outlive Parley in the channel', async () => {
    const port = await start()
    await command(port, 'parley', 'settings conversations=members')
    await isDone(`refresh ${source}`)
    await port.send({ ...envelope(general, ben), type: 'membership', joined: false })
    expect(calls.at(-1)).toBe(`withdraw ${source} all`)
  })

  it('is remembered: what changed meanwhile is looked at when Parley starts again', async () => {
    await command(await start(), 'parley', 'settings conversations=members')
    await isDone(`refresh ${source}`)
    await world.started.pop()!.stop()
    calls = []
    await start()
    await isDone(`refresh ${source}`)
  })
})
