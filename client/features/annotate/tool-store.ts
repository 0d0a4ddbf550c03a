import { create } from 'zustand';

export type DrawingTool = 'box' | 'polygon' | 'brush' | 'eraser' | 'smart';
export type Tool = 'select' | DrawingTool;

/** The brush's width in frame pixels. */
export const BRUSH_SIZES = { min: 1, max: 200, first: 24 } as const;

interface ToolState {
  readonly tool: Tool;
  /** The tool that the key for drawing selects again. */
  readonly lastDrawing: DrawingTool;
  readonly brushSize: number;
  readonly masksVisible: boolean;
  setTool(tool: Tool): void;
  setBrushSize(size: number): void;
  toggleMasks(): void;
}

export const useToolStore = create<ToolState>()((set) => ({
  tool: 'select',
  lastDrawing: 'box',
  brushSize: BRUSH_SIZES.first,
  masksVisible: true,
  setTool: (tool) => set(tool === 'select' ? { tool } : { tool, lastDrawing: tool }),
  setBrushSize: (size) => set({ brushSize: Math.min(BRUSH_SIZES.max, Math.max(BRUSH_SIZES.min, Math.round(size))) }),
  toggleMasks: () => set(({ masksVisible }) => ({ masksVisible: !masksVisible })),
}));

/** Changes the brush's width one step up (`1`) or down (`-1`): by a pixel while it is small, by a tenth later. */
export function stepBrush(direction: 1 | -1): void {
  const { brushSize, setBrushSize } = useToolStore.getState();
  setBrushSize(brushSize + direction * Math.max(1, Math.round(brushSize / 10)));
}
