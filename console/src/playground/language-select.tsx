import { Select } from '../ui/field.tsx';
import { languageName } from '../ui/languages.ts';

interface LanguageSelectProps {
  label: string;
  value: string;
  languages: readonly string[];
  /** Text of the empty choice; absent when a language must be chosen. */
  auto?: string;
  onChange: (language: string) => void;
}

export function LanguageSelect({ label, value, languages, auto, onChange }: LanguageSelectProps) {
  const known = value === '' || languages.includes(value) ? languages : [value, ...languages];
  return (
    <Select label={label} value={value} onChange={onChange}>
      {auto !== undefined && <option value="">{auto}</option>}
      {known.map((tag) => (
        <option key={tag} value={tag}>
          {languageName(tag)}
        </option>
      ))}
    </Select>
  );
}
