/** Both language models, the one in a child process and the one behind a server, under the same contract. */
import { fileURLToPath } from 'node:url'
import { afterAll } from 'vitest'
import { createLlamaModel, type LlamaModel } from '../../src/models/llama/llama-model.ts'
import { createOpenAiModel } from '../../src/models/openai-model.ts'
import { type OpenAiServer, startOpenAiServer } from '../fixtures/openai-server.ts'
import { describeLanguageModel, type ModelUnderTest, type OpenOptions } from './language-model-suite.ts'

const path = fileURLToPath(new URL('../fixtures/tiny-llama.gguf', import.meta.url))

function openLlama({ running, waiting }: OpenOptions = { running: 4, waiting: 20 }): Promise<LlamaModel> {
  return createLlamaModel({
    path,
    name: 'tiny-llama',
    gpu: false,
    threads: 1,
    contextTokens: 2048,
    sequences: running,
    maxWaiting: waiting,
  })
}

let behind: { model: LlamaModel; server: OpenAiServer } | undefined
afterAll(async () => {
  await behind?.server.close()
  await behind?.model.close()
})

const models: ModelUnderTest[] = [
  { name: 'llama.cpp in a child process', open: openLlama },
  {
    name: 'an OpenAI-compatible server',
    async open({ running, waiting } = { running: 4, waiting: 20 }) {
      if (!behind) {
        const model = await openLlama()
        behind = { model, server: await startOpenAiServer(model) }
      }
      return createOpenAiModel({
        baseUrl: behind.server.baseUrl,
        apiKey: 'test-key',
        maxRunning: running,
        maxWaiting: waiting,
      })
    },
  },
]

for (const model of models) describeLanguageModel(model)
