/** The real program on Discord: a local server of ours, and one that others wrote. */
import { ChannelType } from 'discord.js'
import { DigitalDiscord } from 'discord-digital-twin'
import { afterEach, describe, expect, it } from 'vitest'
import { CHANNELS, startDiscordGuild, USERS } from '../wire/discord-guild.ts'
import { BOT_TOKEN } from '../wire/discord-server.ts'
import { createProgram, type Program } from './program.ts'

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

async function until(fits: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await fits())) await new Promise(resolve => setTimeout(resolve, 20))
}

async function begin(token: string, apiUrl: string, generate: () => AsyncIterable<string>): Promise<Program> {
  const program = await createProgram({ DISCORD_TOKEN: token, DISCORD_API_URL: apiUrl }, generate)
  closing.push(() => program.close())
  await program.start()
  return program
}

describe('the program on Discord', () => {
  it('answers a mention once, also over a crash in the middle of the answer', async () => {
    const { server, people } = await startDiscordGuild()
    closing.push(() => server.stop())
    let asked = 0
    let open = () => {}
    const gate = new Promise<void>(resolve => {
      open = resolve
    })
    const program = await begin(BOT_TOKEN, server.apiUrl, async function* () {
      asked++
      yield 'At nine '
      if (asked === 1) await gate
      yield 'in the morning.'
    })
    const see = () => people.see(USERS.ada, CHANNELS.general).filter(({ author }) => author === 'parley')
    await people.say(USERS.ada, CHANNELS.general, 'hi, how are you today?', { mention: true })
    await until(() => asked === 1 && see().length > 0)
    await program.stop('SIGKILL')
    open()
    await program.start()
    await until(() => see().some(({ text }) => text.includes('At nine in the morning.')))
    expect(see()).toHaveLength(1)
    await until(() => see()[0]!.buttons.includes('Regenerate'))
  })

  it('answers a mention on the server that others wrote', async () => {
    const discord = new DigitalDiscord({
      channels: [{ name: 'general', type: ChannelType.GuildText }],
      users: [{ username: 'Ada' }],
    })
    await discord.start()
    closing.push(() => discord.stop())
    await begin(discord.botToken, discord.restUrl, async function* () {
      yield 'At nine in the morning.'
    })
    const { id: channelId } = (await discord.prisma.channel.findFirst())!
    const userId = (await discord.getFirstNonBotUserId())!
    const content = `<@${discord.botUserId}> hi, how are you today?`
    await discord.channel(channelId).user(userId).sendMessage({ content })
    await until(async () => {
      const messages = await discord.channel(channelId).getMessages()
      return messages.some(message => message.content.includes('At nine in the morning.'))
    })
  })
})
