// The icons of buttons, drawn in one stroke width. Always beside or inside something with a name of its own.

export type IconName =
  | 'first'
  | 'previous'
  | 'next'
  | 'last'
  | 'previous-change'
  | 'next-change'
  | 'victim'
  | 'play'
  | 'pause'
  | 'gallery'
  | 'import'
  | 'export'
  | 'link'
  | 'theme-system'
  | 'theme-light'
  | 'theme-dark'
  | 'theme-contrast'
  | 'help'
  | 'close'
  | 'copy'
  | 'download'
  | 'error'
  | 'warning'
  | 'hint'
  | 'expanded'
  | 'collapsed'
  | 'add'
  | 'over'
  | 'over-back'
  | 'out'
  | 'undo'
  | 'redo'
  | 'delete'
  | 'folder'
  | 'up'
  | 'down'
  | 'passed'

const PATHS: Readonly<Record<IconName, string>> = {
  first: 'M3 3v10M13 3.5L6 8l7 4.5z',
  previous: 'M10.5 3.5L4.5 8l6 4.5',
  next: 'M5.5 3.5l6 4.5-6 4.5',
  last: 'M13 3v10M3 3.5L10 8l-7 4.5z',
  'previous-change': 'M9 3.5L3 8l6 4.5M12.5 7a1 1 0 1 0 0 2 1 1 0 0 0 0-2z',
  'next-change': 'M7 3.5l6 4.5-6 4.5M3.5 7a1 1 0 1 0 0 2 1 1 0 0 0 0-2z',
  victim: 'M3.5 3.5l9 9M12.5 3.5l-9 9',
  play: 'M4.5 2.8L13 8l-8.5 5.2z',
  pause: 'M5 3v10M11 3v10',
  gallery: 'M2.5 2.5h4.5v4.5H2.5zM9 2.5h4.5v4.5H9zM2.5 9h4.5v4.5H2.5zM9 9h4.5v4.5H9z',
  import: 'M8 2v7.5M4.8 6.6L8 9.8l3.2-3.2M2.5 11v2.5h11V11',
  export: 'M8 9.8V2.2M4.8 5.2L8 2l3.2 3.2M2.5 11v2.5h11V11',
  link: 'M6.8 9.2l2.4-2.4M7 4.6l1.3-1.3a3 3 0 0 1 4.3 4.3L11.3 9M9 11.4l-1.3 1.3a3 3 0 0 1-4.3-4.3L4.7 7',
  'theme-system': 'M2 3h12v8H2zM6 13.5h4M8 11v2.5',
  'theme-light':
    'M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM8 1v1.6M8 13.4V15M1 8h1.6M13.4 8H15M3 3l1.2 1.2M11.8 11.8L13 13M13 3l-1.2 1.2M4.2 11.8L3 13',
  'theme-dark': 'M13.5 9.6A5.8 5.8 0 0 1 6.4 2.5a5.8 5.8 0 1 0 7.1 7.1z',
  'theme-contrast': 'M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8zM8 2v12M8 5.2h3.4M8 8h5M8 10.8h3.4',
  help: 'M5.6 5.8a2.4 2.4 0 1 1 3.4 2.2c-.7.3-1 .8-1 1.6M8 11.8v.4M8 1.6a6.4 6.4 0 1 0 0 12.8A6.4 6.4 0 0 0 8 1.6z',
  close: 'M3.5 3.5l9 9M12.5 3.5l-9 9',
  copy: 'M5.5 5.5h8v8h-8zM3 10.5h-.5v-8h8V3',
  download: 'M8 2v7.5M4.8 6.6L8 9.8l3.2-3.2M2.5 13.5h11',
  error: 'M8 1.6a6.4 6.4 0 1 0 0 12.8A6.4 6.4 0 0 0 8 1.6zM5.8 5.8l4.4 4.4M10.2 5.8l-4.4 4.4',
  warning: 'M8 2L14.6 13.6H1.4zM8 6.4v3.4M8 11.4v.4',
  hint: 'M8 1.6a6.4 6.4 0 1 0 0 12.8A6.4 6.4 0 0 0 8 1.6zM8 7.2v4M8 4.6V5',
  expanded: 'M4 6l4 4 4-4',
  collapsed: 'M6 4l4 4-4 4',
  add: 'M8 3v10M3 8h10',
  over: 'M2.5 8.5a5.6 5.6 0 0 1 10.6-1.8M13.5 3v4H9.6M8 11.5v1.5',
  'over-back': 'M13.5 8.5A5.6 5.6 0 0 0 2.9 6.7M2.5 3v4h3.9M8 11.5v1.5',
  out: 'M8 10V2.5M4.8 5.7L8 2.5l3.2 3.2M3 13h10',
  undo: 'M5.5 3L2.5 6l3 3M2.5 6h7a4 4 0 0 1 0 8H6',
  redo: 'M10.5 3l3 3-3 3M13.5 6h-7a4 4 0 0 0 0 8H10',
  folder: 'M2 4h4l1.5 1.8H14v7.4H2zM8 8v3.4M6.3 9.7h3.4',
  delete: 'M3 4.5h10M6.5 4.5V2.8h3v1.7M4.3 4.5l.6 8.7h6.2l.6-8.7',
  up: 'M8 13V3M4 7l4-4 4 4',
  down: 'M8 3v10M4 9l4 4 4-4',
  passed: 'M8 1.6a6.4 6.4 0 1 0 0 12.8A6.4 6.4 0 0 0 8 1.6zM5 8.2l2.2 2.2L11 6',
}

export const Icon = ({ name }: { name: IconName }) => (
  <svg className={`icon icon-${name}`} viewBox="0 0 16 16" width="16" height="16" aria-hidden>
    <path
      d={PATHS[name]}
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
    />
  </svg>
)
