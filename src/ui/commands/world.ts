// Commands that change the machine and how it is shown, and those that take changes back.

import type { WorldView } from '../../state/shape/view.ts'
import { onPage, withStore, type Command } from './command.ts'

const view = (id: WorldView, title: string, description: string, key: string): Command => ({
  id: `world.${id}`,
  title,
  description,
  group: 'World',
  keys: [onPage(key)],
  run: withStore((state) => {
    state.chooseWorldView(id)
    state.openNarrowTab('world')
  }),
})

export const WORLD_COMMANDS: readonly Command[] = [
  view('tree', 'Tree of processes', 'Shows the machine as processes below their parents.', '1'),
  view('memcg', 'Tree of cgroups', 'Shows the machine as memory cgroups with their processes.', '2'),
  view('map', 'Map', 'Shows the machine as areas as large as memory or points.', '3'),
  view('table', 'Table', 'Shows the machine as a table that can be sorted.', '4'),
  {
    id: 'world.filter',
    title: 'Filter the world',
    description: 'Shows only processes of a name, pid, cgroup, verdict or rule.',
    group: 'World',
    keys: [onPage('/')],
    run: withStore((state) => state.askForFilter()),
  },
  {
    id: 'world.fields',
    title: 'All fields of the selection',
    description: 'Opens or closes the form of the process or cgroup that is looked at.',
    group: 'World',
    keys: [onPage('e')],
    run: withStore((state) => state.openWorldForm(state.worldForm === 'selection' ? 'closed' : 'selection')),
  },
  {
    id: 'world.machine',
    title: 'Fields of the machine',
    description: 'Opens or closes the form of the machine: RAM, swap, sysctls, kernel, and what ran out.',
    group: 'World',
    keys: [],
    run: withStore((state) => state.openWorldForm(state.worldForm === 'machine' ? 'closed' : 'machine')),
  },
  {
    id: 'world.generate',
    title: 'Make a machine from a seed',
    description: 'As many processes as you like, in a shape that machines have.',
    group: 'World',
    keys: [],
    run: withStore((state) => state.openDialog('generator')),
  },
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
