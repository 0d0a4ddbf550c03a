import { create } from 'zustand';

interface ToolState {
  readonly tool: 'select' | 'draw';
  readonly masksVisible: boolean;
  setTool(tool: 'select' | 'draw'): void;
  toggleMasks(): void;
}

export const useToolStore = create<ToolState>()((set) => ({
  tool: 'select',
  masksVisible: true,
  setTool: (tool) => set({ tool }),
  toggleMasks: () => set(({ masksVisible }) => ({ masksVisible: !masksVisible })),
}));
