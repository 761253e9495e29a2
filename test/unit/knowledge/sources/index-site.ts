/** Indexes a site on this machine, as a process of its own that can be killed: `node index-site.ts FOLDER URL`. */
import process from 'node:process'
import { openKnowledge } from '../../../../knowledge/open-knowledge.ts'
import { createTransformersEmbedder } from '../../../../src/models/transformers/transformers-embedder.ts'
import { openStore } from '../../../../src/store/store.ts'

const [folder = '', url = ''] = process.argv.slice(2)
const store = await openStore({ folder })
const embedder = createTransformersEmbedder()
const knowledge = await openKnowledge({ folder, store, embedder, web: { allowLoopback: true } })
await knowledge.index({ paths: [url], web: { depth: 1 } })
await knowledge.close()
await embedder.close()
await store.close()
