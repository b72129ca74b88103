// Commands that change the machine and how it is shown, and those that take changes back.

import { onPage, withStore, type Command } from './command.ts'

export const WORLD_COMMANDS: readonly Command[] = [
  {
    id: 'world.undo',
    title: 'Undo',
    description: 'Takes the last change of the policy, the machine, the parameters, the maps or the title back.',
    group: 'Document',
    keys: [onPage('Mod+z')],
    unavailable: (state) => (state.past.length === 0 ? 'Nothing has been changed yet.' : null),
    run: withStore((state) => state.undo()),
  },
  {
    id: 'world.redo',
    title: 'Redo',
    description: 'Makes the change again that was taken back.',
    group: 'Document',
    keys: [onPage('Mod+Shift+z'), onPage('Mod+y')],
    unavailable: (state) => (state.future.length === 0 ? 'Nothing was taken back.' : null),
    run: withStore((state) => state.redo()),
  },
]
