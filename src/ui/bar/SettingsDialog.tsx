// The settings: how the page looks, what it says aloud, which keys it takes. They are remembered from visit to visit.

import { THEMES, type Theme } from '../../state/shape/view.ts'
import { Dialog } from '../parts/Dialog.tsx'
import { Icon } from '../parts/Icon.tsx'
import { usePlaygroundState } from '../playground.ts'
import './SettingsDialog.css'

const THEME_WORDS: Readonly<Record<Theme, { name: string; hint: string }>> = {
  system: { name: 'System', hint: 'light, dark or high contrast' },
  light: { name: 'Light', hint: 'dark on white' },
  dark: { name: 'Dark', hint: 'light on near black' },
  contrast: { name: 'High contrast', hint: 'strong lines and colours' },
}

function Themes() {
  const theme = usePlaygroundState((state) => state.settings.theme)
  const chooseTheme = usePlaygroundState((state) => state.chooseTheme)
  return (
    <fieldset className="settings-themes">
      <legend>Theme</legend>
      {THEMES.map((one) => (
        <label key={one} data-checked={one === theme}>
          <input type="radio" name="theme" checked={one === theme} onChange={() => chooseTheme(one)} />
          <Icon name={`theme-${one}`} />
          <span>
            <b>{THEME_WORDS[one].name}</b>
            <small>{THEME_WORDS[one].hint}</small>
          </span>
        </label>
      ))}
    </fieldset>
  )
}

interface SwitchProps {
  label: string
  hint: string
  on: boolean
  onChange: (on: boolean) => void
}

const Switch = ({ label, hint, on, onChange }: SwitchProps) => (
  <label className="settings-switch">
    <input
      type="checkbox"
      role="switch"
      aria-checked={on}
      checked={on}
      onChange={(event) => onChange(event.target.checked)}
    />
    <span>
      {label} <small>{hint}</small>
    </span>
  </label>
)

export default function SettingsDialog({ onClose }: { onClose: () => void }) {
  const { narrate, singleKeys } = usePlaygroundState((state) => state.settings)
  const chooseNarration = usePlaygroundState((state) => state.chooseNarration)
  const chooseSingleKeys = usePlaygroundState((state) => state.chooseSingleKeys)
  const restoreLayout = usePlaygroundState((state) => state.restoreLayout)
  return (
    <Dialog title="Settings" size="small" onClose={onClose}>
      <Themes />
      <Switch
        label="Narrate the steps"
        hint="Screen readers announce each decision as you step."
        on={narrate}
        onChange={chooseNarration}
      />
      <Switch
        label="Single keys"
        hint="Letters and arrow keys work as commands while you are not typing text."
        on={singleKeys}
        onChange={chooseSingleKeys}
      />
      <div className="dialog-actions">
        <button type="button" onClick={restoreLayout}>
          Reset pane sizes
        </button>
      </div>
    </Dialog>
  )
}
