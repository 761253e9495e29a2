/** How long a download waits for what, in milliseconds. */

export interface DownloadTimeouts {
  /** For a name to be resolved and a connection to be made. */
  connectMs: number
  /** For the head of the answer, once connected. */
  responseMs: number
  /** Between two bytes. */
  stallMs: number
  /** The same for a package installer, whose index may fetch a file itself before it sends the first byte. */
  installerStallMs: number
  /** Before the first retry; doubles with each. */
  retryMs: number
}

export const defaultTimeouts: DownloadTimeouts = {
  connectMs: 5_000,
  responseMs: 20_000,
  stallMs: 30_000,
  installerStallMs: 120_000,
  retryMs: 1_000,
}
