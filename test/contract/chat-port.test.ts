/** Every chat adapter under the same contract. */
import { describeChatPort } from './chat-port-suite.ts'
import { consolePlatform } from './platforms/console.ts'
import { discordPlatform } from './platforms/discord.ts'
import { slackPlatform } from './platforms/slack.ts'

for (const platform of [consolePlatform, slackPlatform, discordPlatform]) describeChatPort(platform)
