import { ActionIcon, Menu, Tooltip } from '@mantine/core';
import { Languages } from 'lucide-react';
import { useEffect, useRef, type Ref } from 'react';
import { chooseLanguage, LANGUAGE_NAMES, LANGUAGES, useLanguageStore } from '../i18n/language.ts';
import { texts } from '../i18n/texts.ts';

/** Chooses the language of the page. */
export function LanguageSwitch() {
  const language = useLanguageStore((state) => state.language);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!useLanguageStore.getState().focusSwitch) return;
    useLanguageStore.setState({ focusSwitch: false });
    button.current?.focus();
  }, []);
  return (
    <Menu position="bottom-end" width={160} withinPortal={false}>
      <Menu.Target>
        <LanguageButton ref={button} />
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.RadioGroup
          value={language}
          onChange={(value) => {
            const chosen = LANGUAGES.find((each) => each === value);
            if (chosen === undefined || chosen === language) return;
            useLanguageStore.setState({ focusSwitch: true });
            chooseLanguage(chosen);
          }}
        >
          {LANGUAGES.map((each) => (
            <Menu.RadioItem key={each} value={each} lang={each} closeMenuOnClick>
              {LANGUAGE_NAMES[each]}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
      </Menu.Dropdown>
    </Menu>
  );
}

/** Forwards the props of the menu through the tooltip to the button. */
function LanguageButton(props: { ref?: Ref<HTMLButtonElement> }) {
  return (
    <Tooltip label={texts.language}>
      <ActionIcon {...props} variant="subtle" color="gray" size={30} aria-label={texts.language}>
        <Languages size={17} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}
