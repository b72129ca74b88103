// Commands that change the machine and how it is shown, and those that take changes back.

import type { WorldView } from '../../state/shape/view.ts'
import { onPage, withStore, type Command } from './command.ts'

const view = (id: WorldView, title: string, description: string, key: string): Command => ({
  id: `world.${id}`,
  title,
  description,
  group: 'Machine',
  keys: [onPage(key)],
  run: withStore((state) => {
    state.chooseWorldView(id)
    state.openNarrowTab('world')
  }),
})

export const WORLD_COMMANDS: readonly Command[] = [
  view('tree', 'Tree of processes', 'Shows processes below their parents.', '1'),
  view('memcg', 'Tree of cgroups', 'Shows memory cgroups with their processes.', '2'),
  view('map', 'Map', 'Shows areas in proportion to memory or points.', '3'),
  view('table', 'Table', 'Shows a sortable table.', '4'),
  {
    id: 'world.filter',
    title: 'Filter processes',
    description: 'Shows only the processes with a given name, pid, cgroup, verdict or rule.',
    group: 'Machine',
    keys: [onPage('/')],
    run: withStore((state) => state.askForFilter()),
  },
  {
    id: 'world.fields',
    title: 'All fields of the selection',
    description: 'Opens or closes the form of the selected process or cgroup.',
    group: 'Machine',
    keys: [onPage('e')],
    run: withStore((state) => state.openWorldForm(state.worldForm === 'selection' ? 'closed' : 'selection')),
  },
  {
    id: 'world.machine',
    title: 'Fields of the machine',
    description: 'Opens or closes the form of the machine: RAM, swap, sysctls, kernel, and what ran out.',
    group: 'Machine',
    keys: [],
    run: withStore((state) => state.openWorldForm(state.worldForm === 'machine' ? 'closed' : 'machine')),
  },
  {
    id: 'world.generate',
    title: 'Make a machine from a seed',
    description: 'As many processes as you like, in a realistic shape.',
    group: 'Machine',
    keys: [],
    run: withStore((state) => state.openDialog('generator')),
  },
  {
    id: 'world.undo',
    title: 'Undo',
    description: 'Undoes the last change to the policy, machine, parameters, maps or title.',
    group: 'Document',
    keys: [onPage('Mod+z')],
    unavailable: (state) => (state.past.length === 0 ? 'Nothing to undo.' : null),
    run: withStore((state) => state.undo()),
  },
  {
    id: 'world.redo',
    title: 'Redo',
    description: 'Redoes the change that was undone.',
    group: 'Document',
    keys: [onPage('Mod+Shift+z'), onPage('Mod+y')],
    unavailable: (state) => (state.future.length === 0 ? 'Nothing to redo.' : null),
    run: withStore((state) => state.redo()),
  },
]
