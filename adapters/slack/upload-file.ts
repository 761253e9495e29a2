/** A text as a file beside the reply. */
import type { PostedMessage, ReplyFile } from '../../src/conversation/chat-port.ts'
import type { Target } from './posting.ts'
import { callSlack, type SlackTiming, toParleyError } from './web-client.ts'
import type { Workspace } from './workspaces.ts'

/**
 * @param onPosted told of the message that carries the file, where Slack names it at once
 * @throws ParleyError PLATFORM_…
 */
export async function uploadFile(
  workspace: Workspace,
  { channel, thread }: Target,
  { name, text }: ReplyFile,
  timing: SlackTiming,
  onPosted: (message: PostedMessage) => void,
): Promise<void> {
  const file = { filename: name, title: name, content: text, channel_id: channel }
  const upload = thread ? { ...file, thread_ts: thread } : file
  const call = () =>
    workspace.posting.filesUploadV2(upload).catch((error: unknown) => {
      throw toParleyError(error)
    })
  const result = await callSlack(call, { timing, repeatable: false })
  const id = (result as { files?: { files?: { id?: string }[] }[] }).files?.[0]?.files?.[0]?.id
  if (!id) return
  const find = () => workspace.reading.files.info({ file: id })
  const found = await callSlack(find, { timing, repeatable: true }).catch(() => undefined)
  const shares = found?.file?.shares as
    | Record<'public' | 'private', Record<string, { ts?: string }[]> | undefined>
    | undefined
  const ts = (shares?.public?.[channel] ?? shares?.private?.[channel])?.[0]?.ts
  if (ts) onPosted({ channel, id: ts })
}
