/** Summaries on every platform where several people talk. */
import { discordPlatform } from './platforms/discord.ts'
import { slackPlatform } from './platforms/slack.ts'
import { describeSummaries } from './summaries-suite.ts'

for (const platform of [slackPlatform, discordPlatform]) describeSummaries(platform)
