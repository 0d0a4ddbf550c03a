import { Popover } from '@mantine/core';
import { Check } from 'lucide-react';
import { useState } from 'react';
import { CLASS_COLORS } from '../../../core/project/class-colors.ts';
import type { LabelClass } from '../../../core/schema/project.ts';
import { formatNumber } from '../../i18n/plural.ts';
import { useProjectStore } from '../../project/project-store.ts';
import { Swatch } from '../../ui/swatch.tsx';
import { annotateTexts } from './annotate-texts.ts';
import { readableOn } from './contrast.ts';
import { tryDispatch } from '../../project/edit-attempt.ts';
import classes from './panel.module.css';

/** A class's colour and a palette to change it; its colours are distinct with any colour vision. */
export function ClassColor({ labelClass }: { labelClass: LabelClass }) {
  const [open, setOpen] = useState(false);
  const locked = useProjectStore((state) => state.locked);
  const name = annotateTexts.colorOf(labelClass.name);
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-start" trapFocus returnFocus withinPortal>
      <Popover.Target>
        <button
          type="button"
          className={classes['swatch']}
          aria-label={name}
          title={name}
          disabled={locked}
          onClick={() => setOpen(!open)}
        >
          <Swatch color={labelClass.color} size={14} />
        </button>
      </Popover.Target>
      <Popover.Dropdown p={8} aria-label={name}>
        <div className={classes['palette']}>
          {CLASS_COLORS.map((color, at) => (
            <button
              key={color}
              type="button"
              className={classes['color']}
              style={{ background: color, color: readableOn(color) }}
              aria-label={annotateTexts.colorNumber(formatNumber(at + 1))}
              aria-pressed={color === labelClass.color}
              onClick={() => {
                tryDispatch({ type: 'class.recolor', id: labelClass.id, color });
                setOpen(false);
              }}
            >
              {color === labelClass.color && <Check size={14} aria-hidden />}
            </button>
          ))}
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
