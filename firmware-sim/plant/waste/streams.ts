/** The four streams of sorted waste, with the letter that bins carry in their ids. */
export const STREAMS = [
  { stream: 'kitchen', letter: 'k', name: '厨余垃圾' },
  { stream: 'recyclable', letter: 'r', name: '可回收物' },
  { stream: 'hazardous', letter: 'h', name: '有害垃圾' },
  { stream: 'other', letter: 'o', name: '其他垃圾' },
] as const;
export type Stream = (typeof STREAMS)[number]['stream'];
