package main

import (
	"bytes"
	"html/template"
	"image/color"
	"math"
	"regexp"
	"slices"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgsvg"
)

// The plotting library knows fixed colours; the page has a light and a dark set. So pictures are drawn in colours that stand
// for a name, and draw puts the style sheet's variable of that name in their place.
var (
	ink   = color.NRGBA{1, 1, 1, 255}
	muted = color.NRGBA{2, 2, 2, 255}
	grid  = color.NRGBA{3, 3, 3, 255}
	blue  = color.NRGBA{4, 4, 4, 255}
	amber = color.NRGBA{5, 5, 5, 255}
	green = color.NRGBA{6, 6, 6, 255}
	alarm = color.NRGBA{7, 7, 7, 255}
	faint = color.NRGBA{8, 8, 8, 255} // behind others, and yet seen

	variables = strings.NewReplacer("#010101", "var(--ink)", "#020202", "var(--muted)", "#030303", "var(--grid)",
		"#040404", "var(--blue)", "#050505", "var(--amber)", "#060606", "var(--green)", "#070707", "var(--alarm)", "#080808", "var(--faint)",
		"#140404", lightly("blue"), "#150505", lightly("amber"), "#160606", lightly("green"))
)

// width of all pictures, in the pixels of a phone; on a larger screen the page enlarges them, letters and all.
const width = 350

// size of letters, so that they are legible on a phone.
const size = 11

// painter draws on a plot; x and y say where a value lies.
type painter func(c draw.Canvas, x, y func(float64) vg.Length)

func (paint painter) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	paint(c, x, y)
}

// point is a place in the units of the axes.
type point struct{ x, y float64 }

// frame returns an empty plot with these ranges and ticks.
func frame(xs, ys []plot.Tick, lo, hi point) *plot.Plot {
	p := plot.New()
	p.BackgroundColor = nil
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = lo.x, hi.x, lo.y, hi.y
	p.X.Tick.Marker, p.Y.Tick.Marker = plot.ConstantTicks(xs), plot.ConstantTicks(ys)
	for _, a := range []*plot.Axis{&p.X, &p.Y} {
		a.Color, a.Tick.Color, a.Tick.Label.Color, a.Label.TextStyle.Color = muted, muted, ink, ink
		a.Tick.Label.Font, a.Label.TextStyle.Font = letters, letters
		a.Tick.Length = 3
	}
	p.X.Padding, p.Y.Padding = 4, 4
	p.Add(painter(func(c draw.Canvas, _, y func(float64) vg.Length) {
		for _, t := range ys {
			if t.Label != "" {
				c.StrokeLine2(draw.LineStyle{Color: grid, Width: 0.6}, c.Min.X, y(t.Value), c.Max.X, y(t.Value))
			}
		}
	}))
	return p
}

var letters = font.Font{Typeface: "Liberation", Variant: "Sans", Size: size}

func stroke(c color.Color, w vg.Length, dashes ...vg.Length) draw.LineStyle {
	return draw.LineStyle{Color: c, Width: w, Dashes: dashes}
}

// line joins points.
func line(s draw.LineStyle, points ...point) painter {
	return func(c draw.Canvas, x, y func(float64) vg.Length) {
		c.StrokeLines(s, at(x, y, points))
	}
}

// light returns a colour to see others through: blue, amber or green.
func light(col color.NRGBA) color.NRGBA {
	col.R += 16
	return col
}

func lightly(name string) string { return "var(--" + name + ");fill-opacity:.25" }

// area fills what lies within points.
func area(col color.Color, points ...point) painter {
	return func(c draw.Canvas, x, y func(float64) vg.Length) {
		c.FillPolygon(col, at(x, y, points))
	}
}

// dot marks a point: a disc, or, so that a signal is seen without colour, a ring around it too.
func dot(col color.Color, p point, ringed bool) painter {
	return func(c draw.Canvas, x, y func(float64) vg.Length) {
		centre := vg.Point{X: x(p.x), Y: y(p.y)}
		c.DrawGlyph(draw.GlyphStyle{Color: col, Radius: 3, Shape: draw.CircleGlyph{}}, centre)
		if ringed {
			c.SetLineWidth(1.4)
			c.DrawGlyph(draw.GlyphStyle{Color: col, Radius: 6.5, Shape: draw.RingGlyph{}}, centre)
		}
	}
}

// label writes at a point; align -1 puts the text to its left, 0 centres it, 1 to its right, and rise above or below.
func label(s string, p point, align float64, rise vg.Length) painter {
	return func(c draw.Canvas, x, y func(float64) vg.Length) {
		style := text.Style{Color: ink, Font: letters, Handler: plot.DefaultTextHandler,
			XAlign: text.XAlignment((align - 1) / 2), YAlign: text.YCenter}
		c.FillText(style, vg.Point{X: x(p.x) + vg.Length(5*align), Y: y(p.y) + rise}, s)
	}
}

// word is a text for a point.
type word struct {
	text string
	at   point
}

// writing is texts that must not meet each other or the points of others: the first ones in the corners that they name, the
// others beside their points.
type writing []word

func (ws writing) painter(corners int) painter {
	return func(c draw.Canvas, x, y func(float64) vg.Length) {
		const reach = 6  // of a point
		const beside = 4 // so many places are right, left, above and below
		style := text.Style{Color: ink, Font: letters, Handler: plot.DefaultTextHandler}
		var taken []vg.Rectangle
		for _, w := range ws[corners:] {
			centre := vg.Point{X: x(w.at.x), Y: y(w.at.y)}
			taken = append(taken, box(centre, reach, reach, -0.5, -0.5))
		}
		for i, w := range ws {
			width, height := style.Width(w.text)+6, style.Height(w.text)+2
			centre := vg.Point{X: x(w.at.x), Y: y(w.at.y)}
			var places []vg.Rectangle
			style.Color = ink
			if i < corners {
				style.Color = muted
				alignX, alignY := 0.0, 0.0
				if centre.X > c.Center().X {
					alignX = -1
				}
				if centre.Y > c.Center().Y {
					alignY = -1
				}
				places = append(places, box(centre, width, height, alignX, alignY))
			} else {
				for _, far := range []vg.Length{7, 11, 16, 22, 30} {
					places = append(places,
						box(vg.Point{X: centre.X + far, Y: centre.Y}, width, height, 0, -0.5),
						box(vg.Point{X: centre.X - far, Y: centre.Y}, width, height, -1, -0.5),
						box(vg.Point{X: centre.X, Y: centre.Y + far}, width, height, -0.5, 0),
						box(vg.Point{X: centre.X, Y: centre.Y - far}, width, height, -0.5, -1),
						box(vg.Point{X: centre.X + far, Y: centre.Y + far}, width, height, 0, 0),
						box(vg.Point{X: centre.X - far, Y: centre.Y - far}, width, height, -1, -1),
						box(vg.Point{X: centre.X - far, Y: centre.Y + far}, width, height, -1, 0),
						box(vg.Point{X: centre.X + far, Y: centre.Y - far}, width, height, 0, -1))
				}
			}
			at := places[0]
			for k, place := range places {
				if place.Min.X >= c.Min.X && place.Max.X <= c.Max.X && place.Min.Y >= c.Min.Y && place.Max.Y <= c.Max.Y &&
					!slices.ContainsFunc(taken, func(t vg.Rectangle) bool { return meet(t, place) }) {
					at = place
					if k >= beside { // a line says which point is meant
						end := vg.Point{X: min(max(centre.X, at.Min.X+3), at.Max.X-3), Y: min(max(centre.Y, at.Min.Y+3), at.Max.Y-3)}
						way := end.Sub(centre)
						start := centre.Add(way.Scale(4 / vg.Length(math.Hypot(float64(way.X), float64(way.Y)))))
						c.StrokeLine2(stroke(muted, 0.8), start.X, start.Y, end.X, end.Y)
					}
					break
				}
			}
			taken = append(taken, at)
			c.FillText(style, vg.Point{X: at.Min.X + 3, Y: at.Min.Y + 1}, w.text)
		}
	}
}

// box returns a box at a point; align 0 puts it to the right of or above the point, -1 to the left or below.
func box(at vg.Point, width, height vg.Length, alignX, alignY float64) vg.Rectangle {
	lo := vg.Point{X: at.X + width*vg.Length(alignX), Y: at.Y + height*vg.Length(alignY)}
	return vg.Rectangle{Min: lo, Max: vg.Point{X: lo.X + width, Y: lo.Y + height}}
}

func meet(a, b vg.Rectangle) bool {
	return a.Min.X < b.Max.X && b.Min.X < a.Max.X && a.Min.Y < b.Max.Y && b.Min.Y < a.Max.Y
}

func at(x, y func(float64) vg.Length, points []point) []vg.Point {
	placed := make([]vg.Point, len(points))
	for i, p := range points {
		placed[i] = vg.Point{X: x(p.x), Y: y(p.y)}
	}
	return placed
}

// opening is all up to the end of the tag that opens the picture, and fonts the names of letters that the page chooses itself.
var (
	opening = regexp.MustCompile(`(?s)^.*?<svg.*?>`)
	fonts   = regexp.MustCompile(`font-family:[^;"]*;?`)
)

// render returns the plot as an SVG element for the page, with what a screen reader is to say.
func render(p *plot.Plot, height vg.Length, id, title, description string) (template.HTML, error) {
	c := vgsvg.NewWith(vgsvg.UseWH(width, height), vgsvg.EmbedFonts(false))
	p.Draw(draw.Crop(draw.New(c), 1, -8, 1, -4))
	var b bytes.Buffer
	if _, err := c.WriteTo(&b); err != nil {
		return "", err
	}
	body := fonts.ReplaceAllString(opening.ReplaceAllString(b.String(), ""), "")
	var head bytes.Buffer
	err := svgHead.Execute(&head, map[string]any{"ID": id, "Title": title, "Description": description, "Width": width, "Height": float64(height)})
	return template.HTML(head.String() + variables.Replace(body)), err
}

var svgHead = template.Must(template.New("svg").Parse(`<svg viewBox="0 0 {{.Width}} {{.Height}}" role="img" aria-labelledby="{{.ID}}-t {{.ID}}-d">` +
	`<title id="{{.ID}}-t">{{.Title}}</title><desc id="{{.ID}}-d">{{.Description}}</desc>`))
