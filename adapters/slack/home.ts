/** The Home tab and the suggestions of the Messages tab. */
import type { types } from '@slack/bolt'
import type { CommandDescription } from '../../src/conversation/command.ts'
import { plain } from './form.ts'
import { escapeMrkdwn, HOME_SETTINGS } from './reply-blocks.ts'

/** Slack shows up to 4. */
const MAX_PROMPTS = 4
const PROMPT_TITLE_CHARS = 60
/** A view takes 100 blocks; three are the others. */
const MAX_COMMANDS = 97

export function renderHome(commands: readonly CommandDescription[]): types.HomeView {
  const intro =
    'Write to me in *Messages*, or mention me in a channel: I answer in the thread. I run on your own machine; nothing leaves it.'
  return {
    type: 'home',
    blocks: [
      { type: 'header', text: plain('Parley', 150) },
      { type: 'section', text: mrkdwn(intro) },
      ...commands.slice(0, MAX_COMMANDS).map((command): types.SectionBlock => {
        const usage = escapeMrkdwn(`/${command.name} ${command.usage}`).replaceAll('`', "'")
        return { type: 'section', text: mrkdwn(`${escapeMrkdwn(command.summary)}\n\`${usage}\``) }
      }),
      {
        type: 'actions',
        elements: [{ type: 'button', action_id: HOME_SETTINGS, text: plain('Settings', 75) }],
      },
    ],
  }
}

function mrkdwn(text: string): types.MrkdwnElement {
  return { type: 'mrkdwn', text: text.slice(0, 3000), verbatim: true }
}

export function formatPrompts(suggestions: readonly string[]): { title: string; message: string }[] {
  return suggestions.slice(0, MAX_PROMPTS).map(message => ({ title: plain(message, PROMPT_TITLE_CHARS).text, message }))
}
