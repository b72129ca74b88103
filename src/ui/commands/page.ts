// Commands about the page itself: its looks and its help.

import { lookOf } from '../parts/useTheme.ts'
import type { Theme } from '../../state/shape/view.ts'
import { everywhere, onPage, withStore, type Command } from './command.ts'

const isDark = (theme: Theme): boolean => lookOf(theme, matchMedia('(prefers-color-scheme: dark)').matches, false).dark

export const PAGE_COMMANDS: readonly Command[] = [
  {
    id: 'page.commands',
    title: 'All commands',
    description: 'Finds a command by name.',
    group: 'Page',
    keys: [everywhere('Mod+Shift+p'), everywhere('F1')],
    run: withStore((state) => state.openDialog('commands')),
  },
  {
    id: 'page.keys',
    title: 'Keys',
    description: 'All keys on one sheet.',
    group: 'Page',
    keys: [onPage('?')],
    run: withStore((state) => state.openDialog('keys')),
  },
  {
    id: 'page.help',
    title: 'Help',
    description: 'What this page is, what its signs mean and where it differs from the kernel.',
    group: 'Page',
    keys: [],
    run: withStore((state) => state.openDialog('help')),
  },
  {
    id: 'page.rules',
    title: 'Problems explained',
    description: 'Everything that can be wrong with a policy: why, and what to write instead.',
    group: 'Page',
    keys: [],
    run: withStore((state) => state.explainRule(null)),
  },
  {
    id: 'page.dark',
    title: 'Dark or light',
    description: 'Switches between light and dark.',
    group: 'Page',
    keys: [onPage('d')],
    run: withStore((state) => state.chooseTheme(isDark(state.settings.theme) ? 'light' : 'dark')),
  },
  {
    id: 'page.theme-system',
    title: 'Theme: system',
    description: 'Light, dark or high contrast, as your system is set.',
    group: 'Page',
    keys: [],
    run: withStore((state) => state.chooseTheme('system')),
  },
  {
    id: 'page.theme-contrast',
    title: 'Theme: high contrast',
    description: 'Strong lines and colours, light or dark as your system is set.',
    group: 'Page',
    keys: [],
    run: withStore((state) => state.chooseTheme('contrast')),
  },
  {
    id: 'page.settings',
    title: 'Settings',
    description: 'Theme, narration, single keys, pane sizes.',
    group: 'Page',
    keys: [everywhere('Mod+,')],
    run: withStore((state) => state.openDialog('settings')),
  },
]
