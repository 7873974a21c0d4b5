import type { Truck } from './features';
import type { LonLat } from './places';

/** How long a truck takes from one fix to the next on screen. */
const EASE_MS = 300;
/** One frame of the glide; the map is redrawn no faster than that. */
const FRAME_MS = 50;
/** A jump beyond this is a correction and not a drive, degrees (about 1 km). */
const FAR_DEG = 0.01;
/** With more trucks than this on the move, gliding would cost more than it shows. */
const MOST = 400;

export interface Glide {
  to(trucks: readonly Truck[]): void;
  stop(): void;
}

const between = (a: LonLat, b: LonLat, share: number): LonLat => [
  a[0] + (b[0] - a[0]) * share,
  a[1] + (b[1] - a[1]) * share,
];

const isDrive = (a: LonLat, b: LonLat): boolean => {
  const far = Math.max(Math.abs(a[0] - b[0]), Math.abs(a[1] - b[1]));
  return far > 0 && far < FAR_DEG;
};

/** Moves trucks from where they were drawn to where they are now; `draw` gets them all, frame by frame. */
export function createGlide(draw: (trucks: readonly Truck[]) => void): Glide {
  let drawn = new Map<string, LonLat>();
  let timer: ReturnType<typeof setInterval> | undefined;
  const still = matchMedia('(prefers-reduced-motion: reduce)');

  const show = (trucks: readonly Truck[]): void => {
    drawn = new Map(trucks.map((truck) => [truck.assetId, truck.place]));
    draw(trucks);
  };

  return {
    to(trucks) {
      clearInterval(timer);
      const from = drawn;
      const isMoving = (truck: Truck): boolean => {
        const before = from.get(truck.assetId);
        return before !== undefined && isDrive(before, truck.place);
      };
      const moving = trucks.filter(isMoving).length;
      if (moving === 0 || moving > MOST || still.matches || document.hidden) {
        show(trucks);
        return;
      }
      const begun = performance.now();
      timer = setInterval(() => {
        const share = Math.min(1, (performance.now() - begun) / EASE_MS);
        show(
          trucks.map((truck) => {
            const before = from.get(truck.assetId);
            return before && isDrive(before, truck.place)
              ? { ...truck, place: between(before, truck.place, share) }
              : truck;
          }),
        );
        if (share === 1) clearInterval(timer);
      }, FRAME_MS);
    },
    stop: () => clearInterval(timer),
  };
}
