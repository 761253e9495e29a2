/** A real HTTP server on this machine that serves one file, and misbehaves as a test asks. */
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface SeenRequest {
  path: string
  headers: IncomingHttpHeaders
}

export interface FileServer {
  url: string
  requests: SeenRequest[]
  /** What answers from now on. */
  answer: (request: IncomingMessage, response: ServerResponse) => void
  close(): Promise<void>
}

export async function startFileServer(answer: FileServer['answer']): Promise<FileServer> {
  const server = createServer((request, response) => {
    files.requests.push({ path: request.url ?? '', headers: request.headers })
    files.answer(request, response)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const files: FileServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: [],
    answer,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return files
}

/** Serves `content` as a good server does: ranges, entity tags, and ranges only if the tag is still right. */
export function serve(content: Buffer, etag = '"one"'): FileServer['answer'] {
  return (request, response) => {
    const range = request.headers.range?.match(/^bytes=(\d+)-$/)
    const isCurrent = request.headers['if-range'] === undefined || request.headers['if-range'] === etag
    const start = range && isCurrent ? Number(range[1]) : 0
    if (start > 0) {
      const contentRange = `bytes ${start}-${content.length - 1}/${content.length}`
      response.writeHead(206, { etag, 'content-range': contentRange, 'content-length': content.length - start })
    } else response.writeHead(200, { etag, 'content-length': content.length })
    response.end(content.subarray(start))
  }
}

/** Sends the head and the first `bytes`, then leaves the connection open and says no more. */
export function serveThenStall(content: Buffer, bytes: number, etag = '"one"'): FileServer['answer'] {
  return (_, response) => {
    response.writeHead(200, { etag, 'content-length': content.length })
    response.write(content.subarray(0, bytes))
  }
}

/** Sends the head and the first `bytes`, then breaks the connection. */
export function serveThenBreak(content: Buffer, bytes: number, etag = '"one"'): FileServer['answer'] {
  return (_, response) => {
    response.writeHead(200, { etag, 'content-length': content.length })
    response.write(content.subarray(0, bytes), () => setTimeout(() => response.destroy(), 20))
  }
}
