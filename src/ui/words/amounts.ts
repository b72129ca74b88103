// Amounts in words.

export * from '../../state/amounts.ts'
