/**
 * Actions of the keyboard, by group. Keys are written as `mod+alt+shift+Name`: modifiers in this order (mod
 * is Ctrl, or Cmd on a Mac); then a letter, a digit, a sign as it is typed (without the Shift that it may
 * need), or the name of KeyboardEvent.key. The first column is CVAT's keys where CVAT has the action, the
 * second Label Studio's where it differs. Where Label Studio takes keys from the browser (Alt with the arrows
 * goes through its history), the arrows alone do. CVAT searches the next labelled frame by the arrows, which
 * move the selected label here: with Ctrl they search.
 */
export const ACTIONS = {
  'frame.next': { group: 'video', keys: ['F'], labelStudio: ['ArrowRight'] },
  'frame.previous': { group: 'video', keys: ['D'], labelStudio: ['ArrowLeft'] },
  'frame.nextTen': { group: 'video', keys: ['V'], labelStudio: ['shift+ArrowRight'] },
  'frame.previousTen': { group: 'video', keys: ['C'], labelStudio: ['shift+ArrowLeft'] },
  'frame.nextLabelled': { group: 'video', keys: ['shift+F', 'mod+ArrowRight'], labelStudio: ['mod+ArrowRight'] },
  'frame.previousLabelled': { group: 'video', keys: ['shift+D', 'mod+ArrowLeft'], labelStudio: ['mod+ArrowLeft'] },
  'frame.nextOwn': { group: 'video', keys: ['shift+R'], labelStudio: ['mod+shift+ArrowRight'] },
  'frame.previousOwn': { group: 'video', keys: ['shift+E'], labelStudio: ['mod+shift+ArrowLeft'] },
  'frame.first': { group: 'video', keys: ['Home'], labelStudio: ['Home', 'mod+alt+shift+ArrowLeft'] },
  'frame.last': { group: 'video', keys: ['End'], labelStudio: ['End', 'mod+alt+shift+ArrowRight'] },
  'video.play': { group: 'video', keys: ['Space'], labelStudio: ['Space', 'mod+alt+Space'] },
  'keyframe.next': { group: 'review', keys: ['R'], labelStudio: ['mod+alt+ArrowRight'] },
  'keyframe.previous': { group: 'review', keys: ['E'], labelStudio: ['mod+alt+ArrowLeft'] },
  'doubt.next': { group: 'review', keys: ['.'] },
  'doubt.previous': { group: 'review', keys: [','] },
  'keyframe.toggle': { group: 'review', keys: ['K'] },
  'label.outside': { group: 'review', keys: ['O'], labelStudio: ['H'] },
  'label.occluded': { group: 'review', keys: ['Q'] },
  'label.verified': { group: 'review', keys: ['A'] },
  'run.corrections': { group: 'review', keys: ['G'] },
  'tool.draw': { group: 'tools', keys: ['N'], labelStudio: ['R'] },
  'tool.box': { group: 'tools', keys: ['B'], labelStudio: ['shift+R'] },
  'tool.polygon': { group: 'tools', keys: ['P'] },
  'tool.brush': { group: 'tools', keys: ['W'], labelStudio: ['B'] },
  'tool.eraser': { group: 'tools', keys: ['X'], labelStudio: ['E'] },
  'tool.smart': { group: 'tools', keys: ['S'] },
  'brush.wider': { group: 'tools', keys: [']', 'shift+W'] },
  'brush.narrower': { group: 'tools', keys: ['[', 'shift+X'] },
  'edit.cancel': { group: 'edit', keys: ['Escape'], labelStudio: ['Escape', 'U'] },
  'edit.confirm': { group: 'edit', keys: ['Enter'] },
  'edit.delete': { group: 'edit', keys: ['Delete', 'Backspace'] },
  'edit.undo': { group: 'edit', keys: ['mod+Z'] },
  'edit.redo': { group: 'edit', keys: ['mod+shift+Z', 'mod+Y'] },
  'edit.copy': { group: 'edit', keys: ['mod+C'] },
  'edit.paste': { group: 'edit', keys: ['mod+V'] },
  'project.save': { group: 'edit', keys: ['mod+S'], labelStudio: ['mod+S', 'mod+Enter'] },
  'view.zoomIn': { group: 'view', keys: ['+', '='] },
  'view.zoomOut': { group: 'view', keys: ['-'] },
  'view.fit': { group: 'view', keys: ['0'] },
  'view.masks': { group: 'view', keys: ['M'] },
  'help.open': { group: 'view', keys: ['?'] },
  'class.add': { group: 'classes', keys: ['T'] },
  'class.1': { group: 'classes', keys: ['1'] },
  'class.2': { group: 'classes', keys: ['2'] },
  'class.3': { group: 'classes', keys: ['3'] },
  'class.4': { group: 'classes', keys: ['4'] },
  'class.5': { group: 'classes', keys: ['5'] },
  'class.6': { group: 'classes', keys: ['6'] },
  'class.7': { group: 'classes', keys: ['7'] },
  'class.8': { group: 'classes', keys: ['8'] },
  'class.9': { group: 'classes', keys: ['9'] },
} as const satisfies Record<string, ActionSpec>;

interface ActionSpec {
  readonly group: 'video' | 'review' | 'tools' | 'edit' | 'view' | 'classes';
  readonly keys: readonly string[];
  readonly labelStudio?: readonly string[];
}

export type ActionId = keyof typeof ACTIONS;
export type ActionGroup = ActionSpec['group'];
export type Preset = 'cvat' | 'labelStudio';
/** In the order in which they are listed. */
export const ACTION_GROUPS: readonly ActionGroup[] = ['video', 'review', 'tools', 'edit', 'view', 'classes'];
export const PRESETS: readonly Preset[] = ['cvat', 'labelStudio'];
export const ACTION_IDS = Object.keys(ACTIONS) as ActionId[];

/** The keys of an action in a preset, without the user's changes. */
export function presetKeys(id: ActionId, preset: Preset): readonly string[] {
  const spec: ActionSpec = ACTIONS[id];
  return preset === 'labelStudio' ? (spec.labelStudio ?? spec.keys) : spec.keys;
}
