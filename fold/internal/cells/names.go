// Package cells finds the cell of a table that a row belongs to: numbers for segments and for periods, handed out as
// they turn up, at a few nanoseconds a row. What is here is of one goroutine.
package cells

import "encoding/binary"

// Names numbers texts from 0, in the order in which they turn up. The zero Names has none.
type Names struct {
	ids    map[string]int32
	names  []string
	recent [512]recent // by a hash; whoever is not here is asked for in ids
	short  [512]short  // the same for texts of up to eight bytes
}

type recent struct {
	name string
	id   int32 // its number plus 1; 0: nobody yet
}

type short struct {
	word  uint64
	taken uint32 // the length plus 1; 0: nobody yet
	id    int32
}

// Recent is [Names.Short] of a text that is among the recent ones, and -1 of any other.
func (n *Names) Recent(word uint64, length uint) int32 {
	word &= 1<<(8*length) - 1
	s := &n.short[(word+uint64(length))*mix>>55]
	if s.word != word || s.taken != uint32(length)+1 {
		return -1
	}
	return s.id
}

// Short is [Names.ID] of a text of up to eight bytes, in a word whose first byte is the lowest. What the word has
// beyond the length does not count.
func (n *Names) Short(word uint64, length uint) int32 {
	word &= 1<<(8*length) - 1
	text := binary.LittleEndian.AppendUint64(nil, word)
	id := n.ID(text[:length])
	n.short[(word+uint64(length))*mix>>55] = short{word, uint32(length) + 1, id}
	return id
}

// ID returns the number of a text. It keeps a copy of one that is new.
func (n *Names) ID(text []byte) int32 {
	r := &n.recent[hash(text)]
	if r.name == string(text) && r.id != 0 {
		return r.id - 1
	}
	id, ok := n.ids[string(text)]
	if !ok {
		if n.ids == nil {
			n.ids = map[string]int32{}
		}
		id = int32(len(n.names))
		n.names = append(n.names, string(text))
		n.ids[n.names[id]] = id
	}
	*r = recent{n.names[id], id + 1}
	return id
}

// All returns the texts in the order of their numbers.
func (n *Names) All() []string { return n.names }

// hash mixes the first and the last bytes of a text with its length into nine bits. Texts that differ only between them share a
// place among the recent ones, which costs time and nothing else.
func hash(b []byte) uint64 {
	var x uint64
	switch n := len(b); {
	case n >= 8:
		x = binary.LittleEndian.Uint64(b) ^ binary.LittleEndian.Uint64(b[n-8:])*mix
	case n >= 4:
		x = uint64(binary.LittleEndian.Uint32(b)) | uint64(binary.LittleEndian.Uint32(b[n-4:]))<<32
	case n > 0:
		x = uint64(b[0]) | uint64(b[n/2])<<8 | uint64(b[n-1])<<16
	}
	return (x + uint64(len(b))) * mix >> 55
}

// mix is 2^64 divided by the golden ratio, made odd (Knuth 1998, The Art of Computer Programming 3, section 6.4).
const mix = 0x9E3779B97F4A7C15
