/** What shows that Parley is at work before there is text: Slack's own line under a thread, and its Stop button. */
import type { Logger } from 'pino'
import type { Target } from './posting.ts'
import { callSlack, type SlackTiming } from './web-client.ts'
import type { Workspace } from './workspaces.ts'

export interface ReplyStatus {
  /** Slack shows the status; where it does not, the reply's first message must. */
  readonly isNative: boolean
  show(line: string): Promise<void>
  /** Text has begun to come, before which the status gives way. */
  rest(): void
  /** Takes the status and the Stop button away. */
  end(): Promise<void>
}

export interface ReplyStatusOptions {
  workspace: Workspace
  target: Target
  timing: SlackTiming
  log: Logger
}

/** Slack takes a status away after 2 minutes. */
const REFRESH_MS = 90_000
/** Slack's limit of a loading message. */
const LINE_CHARS = 50

/** Begins to show that Parley is at work; both calls fail where Slack does not offer them, and that is no harm. */
export async function openReplyStatus(options: ReplyStatusOptions): Promise<ReplyStatus> {
  const { workspace, target, timing, log } = options
  const { channel, thread } = target
  const { posting } = workspace
  if (!thread) return { isNative: false, async show() {}, rest() {}, async end() {} }
  const place = { channel_id: channel, thread_ts: thread }
  let line = 'Thinking…'
  let isNative = false
  let shown = false

  async function attempt(what: string, call: () => Promise<unknown>): Promise<boolean> {
    try {
      await callSlack(call, { timing: { ...timing, patienceMs: 2000 }, repeatable: false })
      return true
    } catch (error) {
      log.debug({ err: error }, `Slack did not take ${what}`)
      return false
    }
  }
  const show = () =>
    attempt('a status', () => {
      const loading = [...line].slice(0, LINE_CHARS).join('')
      return posting.assistant.threads.setStatus({ ...place, status: 'is working…', loading_messages: [loading] })
    })
  const setSession = (status: 'processing' | 'active') =>
    attempt('a session', () => posting.agents.sessions.setStatus({ ...place, status }))

  const [hasStatus, hasSession] = await Promise.all([show(), setSession('processing')])
  shown = hasStatus
  // Without the session there is no Stop button of Slack's; then the first message carries one.
  isNative = hasStatus && hasSession
  const timer = setInterval(() => void (isNative && show()), REFRESH_MS)
  timer.unref()

  return {
    isNative,
    async show(text) {
      line = text
      await show()
    },
    rest: () => clearInterval(timer),
    async end() {
      clearInterval(timer)
      const clear = () => posting.assistant.threads.setStatus({ ...place, status: '' })
      const calls = [shown ? attempt('the end of a status', clear) : true, hasSession ? setSession('active') : true]
      await Promise.all(calls)
    },
  }
}
