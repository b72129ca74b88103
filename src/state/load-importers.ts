// The table of importers is needed once something is opened: a first visit does not load it.

/** The table and what asks it. */
export const loadImporters = () => import('../scenario/import/importers.ts')
