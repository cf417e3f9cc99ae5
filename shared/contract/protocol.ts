/** Raised when a client and an engine can no longer understand each other. */
export const PROTOCOL = 2
