// Amounts in words, for views.

export * from '../scenario/amounts.ts'
