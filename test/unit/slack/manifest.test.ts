/** The manifest holds what Slack must know, within Slack's limits. */

import { expect, test } from 'vitest'
import { createSlackManifest } from '../../../adapters/slack/manifest.ts'
import { messageCommands } from '../../../src/conversation/command.ts'
import { TEST_COMMANDS } from '../../contract/platforms/slack.ts'

test('offers each command as a slash command and on messages, by socket', () => {
  const manifest = createSlackManifest(TEST_COMMANDS, { suggestions: ['What did I miss?'] })
  expect(manifest.features.slash_commands.map(each => each.command)).toEqual([
    '/parley',
    '/summarize',
    '/minutes',
    '/translate',
  ])
  expect(manifest.features.shortcuts.map(each => each.callback_id)).toEqual(messageCommands.map(({ name }) => name))
  expect(manifest.features.agent_view.suggested_prompts).toHaveLength(1)
  expect(manifest.settings).toMatchObject({ socket_mode_enabled: true, event_subscriptions: {} })
  expect(JSON.stringify(manifest)).not.toContain('http')
})

test('names the address of requests where there is one', () => {
  const manifest = createSlackManifest(TEST_COMMANDS, { requestUrl: 'https://parley.example.com' })
  expect(manifest.settings.socket_mode_enabled).toBe(false)
  expect(manifest.settings.event_subscriptions).toMatchObject({
    request_url: 'https://parley.example.com/slack/events',
  })
  expect(manifest.features.slash_commands[0]).toMatchObject({ url: 'https://parley.example.com/slack/events' })
  expect(manifest.oauth_config).toMatchObject({
    redirect_urls: ['https://parley.example.com/slack/oauth_redirect'],
  })
})

test('refuses what Slack would refuse', () => {
  const long = { ...TEST_COMMANDS[0]!, name: 'x'.repeat(40) }
  expect(() => createSlackManifest([long])).toThrow(/32 characters/)
  const many = Array.from({ length: 60 }, (_, i) => ({ ...TEST_COMMANDS[0]!, name: `c${i}` }))
  expect(() => createSlackManifest(many)).toThrow(/50 commands/)
})
