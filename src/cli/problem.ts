// How a command ends early: with a sentence for stderr and an exit status. Thrown anywhere in src/cli/ and caught once, in main.ts.

/** Bad usage or unreadable input: exit status 2. The message is for the person at the terminal. */
export class UsageError extends Error {}

/** The exit statuses of every command. */
export const EXIT = { ran: 0, policyHasErrors: 1, testsFailed: 1, badUsage: 2 } as const
