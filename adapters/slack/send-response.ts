/** The two ways to tell one person something in a channel: the answer to an interaction, and an ephemeral message. */
import { ParleyError } from '../../src/errors.ts'
import type { PendingInteraction } from './pending-interactions.ts'
import type { Target } from './posting.ts'
import type { ResponseMessage } from './response-reply.ts'
import { callSlack, type SlackTiming } from './web-client.ts'
import type { Workspace } from './workspaces.ts'

/** @throws ParleyError PLATFORM_REJECTED, PLATFORM_UNREACHABLE */
export async function sendResponse(
  interaction: PendingInteraction,
  visibility: 'ephemeral' | 'in_channel',
  { text, blocks }: ResponseMessage,
  options: { timing: SlackTiming; closing: AbortSignal },
): Promise<void> {
  const { replaces, thread, responseUrl } = interaction
  interaction.replaces = false
  const body = {
    response_type: visibility,
    replace_original: replaces && visibility === 'ephemeral',
    text,
    ...(blocks.length > 0 ? { blocks } : {}),
    ...(thread ? { thread_ts: thread } : {}),
    unfurl_links: false,
    unfurl_media: false,
  }
  const request = {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.any([options.closing, AbortSignal.timeout(options.timing.callMs)]),
  }
  const response = await fetch(responseUrl!, request).catch((cause: unknown) => {
    throw new ParleyError('PLATFORM_UNREACHABLE', 'Slack did not take an answer to an interaction.', { cause })
  })
  const said = await response.text()
  if (response.ok && !said.includes('"ok":false')) return
  const why = `${response.status}: ${said.slice(0, 100)}`
  throw new ParleyError('PLATFORM_REJECTED', `Slack refused an answer to an interaction (${why}).`)
}

/** @throws ParleyError PLATFORM_… */
export async function sendEphemeral(
  workspace: Workspace,
  { channel, thread }: Target,
  user: string,
  { text, blocks }: ResponseMessage,
  timing: SlackTiming,
): Promise<void> {
  const message = { channel, user, thread_ts: thread, text, ...(blocks.length > 0 ? { blocks } : {}) }
  const call = () => workspace.posting.chat.postEphemeral(message)
  await callSlack(call, { timing, repeatable: false })
}
