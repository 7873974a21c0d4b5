const BASES = [
  '泉城',
  '泺源',
  '文化',
  '经十',
  '明湖',
  '解放',
  '和平',
  '黑虎泉',
  '历山',
  '山大',
  '趵突泉',
  '舜耕',
  '千佛山',
  '青龙',
  '朝山',
  '共青团',
  '花园',
  '工业',
  '二环',
  '旅游',
  '凤凰',
  '龙奥',
  '奥体',
  '颖秀',
  '华能',
  '会展',
  '新泺',
  '康虹',
  '玉函',
  '马鞍山',
  '六里山',
  '南辛庄',
  '建设',
  '纬十二',
  '经七',
  '槐荫',
  '张庄',
  '美里湖',
  '济洛',
  '北园',
] as const;
const TURNS = ['', '东', '西', '南', '北', '中'] as const;
const KINDS = { r: ['路', '大街'], c: ['路', '街'], d: ['斜街', '斜街'] } as const;

/** The name of a street by its key: `r3` a row, `c5` a column, `d2.7` a diagonal. */
export function streetName(key: string): string {
  const kind = key[0] === 'r' ? 'r' : key[0] === 'c' ? 'c' : 'd';
  const [whole = 0, part = 0] = key.slice(1).split('.').map(Number);
  const index = kind === 'd' ? whole * 31 + part : whole * 2 + (kind === 'c' ? 1 : 0);
  const base = BASES[index % BASES.length] ?? '无名';
  const turn = TURNS[Math.floor(index / BASES.length) % TURNS.length] ?? '';
  return `${base}${turn}${KINDS[kind][index % 2] ?? '路'}`;
}
