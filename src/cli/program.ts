/** The command line as a whole: all commands, in groups, and how misuse is answered. */
import { readFileSync } from 'node:fs'
import { Command } from 'commander'
import { pipelines } from '../pipelines/registry.ts'
import { addBenchCommand } from './bench.ts'
import type { CliContext } from './context.ts'
import { addDoctorCommand } from './doctor.ts'
import { addEvalCommand } from './eval.ts'
import { addIndexCommand } from './index-command.ts'
import { addKnowledgeCommand } from './knowledge.ts'
import { addModelsCommand } from './models.ts'
import { addPipelineCommand } from './pipeline-command.ts'
import { addRouteCommand } from './route.ts'
import { addSearchCommand } from './search.ts'
import { addSetupCommands } from './setup.ts'
import { addStartCommand } from './start.ts'

/**
 * @returns the program; `parseAsync` throws a CommanderError for misuse (and for help, with exit code 0) and whatever a command throws
 */
export function createProgram(context: CliContext): Command {
  const program = new Command('parley')
    .description('A private assistant for team chat, on a language model that runs on this machine.')
    .version(readVersion(), '--version', 'show the version')
    .helpOption('-h, --help', 'show help')
    .configureHelp({ subcommandTerm })
    // Errors are shown where they end, in one line; this writes only the help after a command that lacks its second word.
    .configureOutput({ writeOut: context.write, writeErr: text => context.note(text.trimEnd()), outputError: () => {} })
    .exitOverride()
    .hook('preAction', (_, command) => {
      // Before anything is done; only doctor reports on a wrong configuration by itself.
      if (command.name() !== 'doctor') void context.config
    })
    .addHelpText('after', '\nSettings are read from the environment and from .env; .env.example lists them all.')
  program.commandsGroup('Talk:')
  addStartCommand(program, context)
  program.commandsGroup('Ask and write:')
  for (const pipeline of pipelines) addPipelineCommand(program, context, pipeline)
  addRouteCommand(program, context)
  program.commandsGroup('Knowledge base:')
  addIndexCommand(program, context)
  addKnowledgeCommand(program, context)
  addSearchCommand(program, context)
  program.commandsGroup('Set up, check and measure:')
  addModelsCommand(program, context)
  addDoctorCommand(program, context)
  addSetupCommands(program, context)
  addEvalCommand(program, context)
  addBenchCommand(program, context)
  program.helpCommand('help [command]', 'show help for a command')
  return program
}

/** So many of a command's own; the column of all of them would leave no room to say what they do. */
const SHOWN_NAMES = 3

/** As a line of the list shows a command: `models list|get|verify`, `answer "QUESTION"`. */
function subcommandTerm(command: Command): string {
  const inner = command.commands.map(each => each.name())
  const names = [...inner.slice(0, SHOWN_NAMES), ...(inner.length > SHOWN_NAMES ? ['…'] : [])].join('|')
  return `${command.name()} ${names || command.usage().replace('[options]', '').trim()}`.trim()
}

function readVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}
