import type { LayerSpecification } from 'maplibre-gl';
import { tokenOf } from '../../theme/use-theme';
import { byRank, WORST_ON_TOP } from './expressions';

/** What everything stands on: graticule, areas and streets. */
export function groundLayers(): LayerSpecification[] {
  const lineColor = byRank((mark) => tokenOf(mark), tokenOf('map-street'));
  return [
    { id: 'bg', type: 'background', paint: { 'background-color': tokenOf('map-bg') } },
    {
      id: 'graticule',
      type: 'line',
      source: 'ground',
      paint: { 'line-color': tokenOf('map-grid'), 'line-width': 1 },
    },
    {
      id: 'areas',
      type: 'fill',
      source: 'lines',
      filter: ['match', ['geometry-type'], ['Polygon', 'MultiPolygon'], true, false],
      paint: { 'fill-color': tokenOf('map-area') },
    },
    {
      id: 'streets',
      type: 'line',
      source: 'lines',
      layout: { 'line-cap': 'round', 'line-join': 'round', 'line-sort-key': WORST_ON_TOP },
      paint: {
        'line-color': lineColor,
        'line-width': [
          'interpolate',
          ['linear'],
          ['zoom'],
          11,
          ['case', ['>', ['get', 'rank'], 0], 2.5, 1.2],
          16,
          5,
        ],
        'line-opacity': 0.85,
      },
    },
  ];
}
