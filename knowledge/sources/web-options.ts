/** How much of a web site is wanted. */

/** What is asked of a site beside its address; kept in the store. */
export interface WebOptions {
  /** How many links away from the address pages are read; 0 for the page alone. */
  depth: number
  /** The most pages of one run. */
  maxPages: number
}

export const DEFAULT_MAX_PAGES = 500
