# Stands in for a service: answers on its endpoints, saying which service and host it stands for.
# Arguments: <service> <host> <protocol>:<address>:<port>:<health path> ...
use strict;
use warnings;
use IO::Select;
use IO::Socket::INET;

my ($service, $host, @endpoints) = @ARGV;
my $select = IO::Select->new;
my %endpoint_of;
for (@endpoints) {
    my ($protocol, $address, $port, $health) = split(/:/, $_, 4);
    my %how = $protocol eq "udp" ? (Proto => "udp") : (Proto => "tcp", Listen => 64, ReuseAddr => 1);
    my $socket = IO::Socket::INET->new(LocalAddr => $address, LocalPort => $port, %how)
        or die "cannot listen on $protocol port $port: $!\n";
    $endpoint_of{ fileno($socket) } = { protocol => $protocol, health => $health };
    $select->add($socket);
}
$SIG{CHLD} = "IGNORE";
$SIG{PIPE} = "IGNORE";
while (my @ready = $select->can_read) {
    for my $socket (@ready) {
        my $endpoint = $endpoint_of{ fileno($socket) };
        if ($endpoint->{protocol} eq "udp") {
            my $from = $socket->recv(my $message, 65535) or next;
            $socket->send("$service on $host\n", 0, $from);
            next;
        }
        my $client = $socket->accept or next;
        my $child = fork // next;
        if ($child == 0) { serve($client, $endpoint); exit(0); }
        close($client);
    }
}

sub serve {
    my ($client, $endpoint) = @_;
    alarm(30);
    if ($endpoint->{protocol} eq "tcp") { print $client "$service on $host\r\n"; <$client>; return; }
    while (defined(my $request = <$client>)) {
        my ($method, $path) = $request =~ /^(\S+) (\S+) HTTP/ or return;
        my ($close, $body) = (0, 0);
        while (defined(my $line = <$client>)) {
            last if $line =~ /^\r?\n$/;
            $close = 1 if $line =~ /^connection:\s*close/i;
            $body = $1 if $line =~ /^content-length:\s*(\d+)/i;
        }
        read($client, my $ignored, $body) if $body > 0;
        $path =~ s/\?.*//;
        (my $health = $endpoint->{health}) =~ s/\?.*//;
        my ($status, $text) = $path eq "/" || $path eq $health ? ("200 OK", "$service on $host\n") : ("404 Not Found", "no such page in this stand-in\n");
        print $client "HTTP/1.1 $status\r\nContent-Type: text/plain\r\nContent-Length: ", length($text), "\r\n",
            $close ? "Connection: close\r\n" : "", "\r\n", $method eq "HEAD" ? "" : $text;
        $client->flush;
        return if $close;
    }
}
