/** What summaries promise on every platform where people talk to each other: who is read what, and what is not read any more. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pino from 'pino'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ChatPort, Place } from '../../src/conversation/chat-port.ts'
import { type Conversation, createConversation } from '../../src/conversation/conversation.ts'
import { createLanes } from '../../src/conversation/lanes.ts'
import { readersOfPlace } from '../../src/conversation/readers.ts'
import type { Router } from '../../src/conversation/router.ts'
import { openStore, type Store } from '../../src/store/store.ts'
import { minutes, summarize } from '../fixtures/channels.ts'
import { fakeServices } from '../fixtures/fake-pipelines.ts'
import { until } from '../fixtures/watched-port.ts'
import type { ChatPlatform, PersonName, PlatformServer, ShownMessage } from './chat-platform.ts'

export function describeSummaries(platform: ChatPlatform): void {
  describe(`a summary on ${platform.name}`, () => {
    let port: ChatPort
    let server: PlatformServer
    let stopServer: () => Promise<void>
    let store: Store
    let conversation: Conversation
    let folder: string

    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'parley-summaries-'))
      store = await openStore({ folder })
      ;({ port, server, stop: stopServer } = await platform.start())
      const route: Router['route'] = async ({ text }) => {
        return { pipeline: 'summarize', confidence: 1, params: { text }, by: 'examples' }
      }
      conversation = createConversation({
        ...{ port, store, pipelines: [summarize, minutes], router: { route, guess: route } },
        services: fakeServices(),
        lanes: createLanes({ maxRunning: 2, maxWaiting: 10 }),
        keptFolder: join(folder, 'kept'),
        log: pino({ level: 'silent' }),
        readersOf: readersOfPlace,
      })
      await conversation.start()
    })
    afterEach(async () => {
      await conversation.stop()
      await stopServer()
      await store.close()
      await rm(folder, { recursive: true })
    })

    const general = () => server.places.general!
    const closed = () => server.places.closed!
    const textOf = (shown: readonly ShownMessage[]) => shown.map(({ text }) => text).join('\n')
    const allFor = async (viewer: PersonName) => {
      const places = [general(), server.places.direct!]
      const shown = await Promise.all(places.map(place => server.shown(viewer, place)))
      return shown.flat().filter(({ author }) => author === 'parley')
    }
    /** What somebody said is kept as soon as Parley was told. */
    async function say(person: PersonName, place: Place, text: string): Promise<string> {
      const id = await server.say(person, place, text)
      await until(() => kept(text))
      return id
    }
    async function kept(text: string) {
      const rows = await store.db.selectFrom('messages').select('id').where('text', '=', text).execute()
      return rows.length > 0
    }
    async function ask(person: PersonName, text: string, name = 'summarize', place = general()): Promise<string> {
      const before = (await answersTo(person)).length
      await server.command(person, place, name, text)
      return until(async () => {
        const texts = await answersTo(person)
        return texts.length > before && texts.at(-1)
      })
    }
    /** Replies that have ended, as they were kept. */
    async function answersTo(person: PersonName): Promise<string[]> {
      const rows = await store.db
        .selectFrom('replies')
        .select('text')
        .where('person', '=', server.people[person].id)
        .where('text', '!=', '')
        .orderBy('created_at')
        .execute()
      return rows.map(({ text }) => text)
    }

    it('of several channels is read to who asks alone, and says where everything was said', async () => {
      await say('ben', general(), 'the office is painted')
      await say('ada', closed(), 'the price goes up')
      const names = await Promise.all([general(), closed()].map(place => port.nameOf!(place)))
      const text = await ask('ada', `${names.join(' ')} today`)
      expect(text).toContain('the office is painted')
      expect(text).toContain('the price goes up')
      for (const name of names) expect(text).toContain(`${name} (1 message)`)
      for (const place of [general(), closed()]) expect(text).toContain(place.channel)
      await until(async () => textOf(await allFor('ada')).includes('the price goes up'))
      expect(textOf(await server.shown('ben', general()))).not.toContain('the price goes up')
    })

    it('of several channels leaves out what who asks cannot read', async () => {
      await say('ada', general(), 'the office is painted')
      await say('ada', closed(), 'the price goes up')
      const [open, secret] = await Promise.all([general(), closed()].map(place => port.nameOf!(place)))
      for (const words of [`${open} ${secret} today`, 'everywhere today']) {
        const text = await ask('ben', words)
        expect(text).toContain('the office is painted')
        expect(text).not.toContain('the price goes up')
      }
    })

    it('holds nothing of what was edited, deleted or forgotten before', async () => {
      const edited = await say('ben', general(), 'we meet at nine')
      const deleted = await say('ben', general(), 'I am looking for a new job')
      await say('ada', general(), 'fine')
      expect(await ask('ada', 'today')).toContain('new job')
      await server.edit('ben', general(), edited, 'we meet at ten')
      await server.delete('ben', general(), deleted)
      await until(async () => (await kept('we meet at ten')) && !(await kept('I am looking for a new job')))
      const after = await ask('ada', 'today')
      expect(after).toContain('we meet at ten')
      expect(after).not.toMatch(/nine|new job/)
      await server.command('ben', general(), 'parley', 'forget')
      await until(async () => !(await kept('we meet at ten')))
      expect(await ask('ada', 'today')).not.toMatch(/nine|ten|new job/)
    })

    it('that has tasks gives them as files to who asks for them', async () => {
      await say('ben', general(), 'write the report by 2099-04-03')
      await ask('ada', 'today', 'minutes')
      await until(async () => (await allFor('ada')).some(({ buttons }) => buttons.includes('Export')))
      const where = (await server.shown('ada', general())).some(({ buttons }) => buttons.includes('Export'))
      await server.click('ada', where ? general() : server.places.direct!, 'Export')
      await until(async () => (await allFor('ada')).some(({ files }) => files.length > 0))
      expect((await server.shown('ben', general())).flatMap(({ files }) => files)).toEqual([])
    })
  })
}
