import { useStore } from '../api/store.ts';
import { Icon, type IconName } from '../ui/icon.tsx';
import { THEMES, type Theme, theme } from './theme.ts';

const ICONS: Readonly<Record<Theme, IconName>> = { system: 'system', light: 'sun', dark: 'moon' };
const TITLES: Readonly<Record<Theme, string>> = { system: 'As the system', light: 'Light', dark: 'Dark' };

export function ThemeSwitch() {
  const chosen = useStore(theme);
  return (
    <fieldset className="theme-switch">
      <legend className="visually-hidden">Colors</legend>
      {THEMES.map((name) => (
        <label key={name} title={TITLES[name]}>
          <input type="radio" name="theme" checked={chosen === name} onChange={() => theme.set(name)} />
          <Icon name={ICONS[name]} size={16} />
          <span className="visually-hidden">{TITLES[name]}</span>
        </label>
      ))}
    </fieldset>
  );
}
