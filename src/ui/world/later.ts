// Parts of the world that are loaded after the first run.

export const loadWorldMap = () => import('./WorldMap.tsx')
export const loadWorldForm = () => import('./edit/WorldForm.tsx')
